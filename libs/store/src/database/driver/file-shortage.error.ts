/** No driver can be looked for, since no files can be opened: that can pass. @internal */
export class FileShortageError extends Error {
  constructor(readonly code: string) {
    super('no more files can be opened');
  }
}
