import { createRequire } from 'node:module';

type Load = (name: string) => unknown;
type ClassTransformer = typeof import('class-transformer');
type ClassValidator = typeof import('class-validator');

const loaded = new Map<string, unknown>();

/** Loaded once a class is a model: it is slow to load, and a model is read in the middle of synchronous calls. @internal */
export function classValidator(): ClassValidator {
  return loadOnce('class-validator') as ClassValidator;
}

/** @internal */
export function classTransformer(): ClassTransformer {
  return loadOnce('class-transformer') as ClassTransformer;
}

/** Which of the packages that check classes are not installed. @internal */
export function missingPackages(load: Load = loadOnce): string[] {
  return ['class-validator', 'class-transformer'].filter((name) => {
    try {
      load(name);
      return false;
    } catch (error) {
      if (isAbsent(error, name)) return true;
      throw error;
    }
  });
}

function loadOnce(name: string): unknown {
  let found = loaded.get(name);
  if (found === undefined) {
    found = createRequire(import.meta.url)(name);
    loaded.set(name, found);
  }
  return found;
}

/** Not that it is there and lacks something itself. */
function isAbsent(error: unknown, name: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'MODULE_NOT_FOUND' && message.includes(`'${name}'`);
}
