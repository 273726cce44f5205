import { type Branch, BranchRecorder } from 'nestjs-spearmint';

/** Takes branches as the real one does, and passes them on when asked to: deliveries are measured for themselves. */
export class HeldRecorder extends BranchRecorder {
  private held: Branch[] = [];

  override record(branch: Branch): void {
    this.held.push(branch);
  }

  /** Brings what is held to the backend. */
  async deliver(): Promise<void> {
    for (const branch of this.held) super.record(branch);
    this.held = [];
    await this.flush();
  }
}
