import { DRIVER_NAMES, findDriver } from './find-driver.js';
import type { SqlDriver } from './sql-connection.interface.js';

/** Those that can be had on this Node; at least one. */
export const drivers: SqlDriver[] = DRIVER_NAMES.flatMap((name) => {
  const { driver } = findDriver(name);
  return driver === undefined ? [] : [driver];
});

/** The one that the store uses here. */
export const theDriver = (): SqlDriver => {
  const { driver, reasons = [] } = findDriver();
  if (driver === undefined) throw new Error(reasons.join('; '));
  return driver;
};
