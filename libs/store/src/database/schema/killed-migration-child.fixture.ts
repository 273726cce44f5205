import { DRIVER_NAMES, findDriver } from '../driver/find-driver.js';
import { migrate } from './migrate.js';
import { VERSION_2 } from './version-2.sql.js';

/*
 * A process that is killed when a migration has done its work and has not yet ended:
 * killed-migration-child <database> <driver>
 */
const [path = '', name] = process.argv.slice(2);
const { driver } = findDriver(DRIVER_NAMES.find((known) => known === name));
const connection = driver?.open(path);
// Nothing has to fit into memory: the changed pages are in the files by then.
connection?.exec('PRAGMA cache_size = 1');
if (connection !== undefined)
  migrate(connection, [
    () => {},
    (open) => {
      open.exec(VERSION_2);
      process.kill(process.pid, 'SIGKILL');
      // Till the signal is there.
      for (;;);
    },
  ]);
