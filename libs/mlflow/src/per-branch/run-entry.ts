/** How far the run of a branch has got. @internal */
export interface RunEntry {
  /** The run's id, once it is there. */
  runId?: string;
  /** The MLflow experiment it is in. */
  experimentId?: string;
  /** Where its artifacts go. */
  artifactUri?: string;
  /** Settles when the run is there, or cannot be made now. */
  opening?: Promise<void>;
  /** Settles with the attempt that is under way. */
  writing?: Promise<void>;
  /** Whether a run of this branch may be there that is not known: look before making one. */
  mayExist: boolean;
  /** Whether it was made without the run of its parent. */
  lacksParent?: boolean;
  /** Whether a run may have been made twice. */
  isSuspect: boolean;
  /** Whether it was found complete. */
  isEnded?: boolean;
  isDone: boolean;
}
