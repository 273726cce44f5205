import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from './code-of.js';

/** Which process wrote something; ids of processes are used again, so the start belongs to it. @internal */
export interface ProcessIdentity {
  /** The host and, on Linux, the space that the id is valid in: that of a container, say. */
  readonly place: string;
  readonly pid: number;
  /** Tells processes of the same id apart; empty where the system does not say. */
  readonly started: string;
}

/** This process. @internal */
export function thisProcess(): ProcessIdentity {
  const { pid } = process;
  return { place: thisPlace(), pid, started: startOf(pid) };
}

/** Whether a process has ended for sure; of one in another place nobody knows. @internal */
export function hasEnded({ place, pid, started }: ProcessIdentity): boolean {
  if (place !== thisPlace()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It is there and somebody else's when that is not permitted.
    if (codeOf(error) === 'ESRCH') return true;
  }
  return startOf(pid) !== started;
}

function thisPlace(): string {
  return `${hostname()} ${orEmpty(() => readlinkSync('/proc/self/ns/pid'))}`;
}

function startOf(pid: number): string {
  return orEmpty(() => {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The 22nd field; the second is a name in brackets that may hold anything.
    const ticks = stat.slice(stat.lastIndexOf(')')).split(' ')[20];
    return `${boot.trim()} ${ticks}`;
  });
}

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
