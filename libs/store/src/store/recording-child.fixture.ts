import { setImmediate as nextTurn } from 'node:timers/promises';
import { Branch, type BranchRecorder } from 'nestjs-spearmint';

/** Records 20 branches, as the child programs of specs do, and waits until they are taken. */
export async function recordTwenty(recorder: BranchRecorder): Promise<void> {
  for (let index = 0; index < 20; index++) {
    const branch = Branch.start('config', {});
    branch.markSuccess(index);
    recorder.record(branch);
  }
  await recorder.flush();
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await nextTurn();
}
