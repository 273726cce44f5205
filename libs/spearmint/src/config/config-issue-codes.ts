/**
 * The codes of the library's own {@link ConfigIssue}s: what each means, and what to
 * do. The errors page of the documentation is made from these comments.
 *
 * @internal
 */
export interface ConfigIssueCodes {
  /**
   * The operating system does not let the process read a file or a directory.
   * @remedy Give the user of the process read permission.
   */
  E_ACCESS: never;
  /**
   * `x.yaml` and `x.yml` stand beside each other, and one of them is probably left over.
   * @remedy Keep one of the two.
   */
  E_AMBIGUOUS_FILE: never;
  /**
   * An entry of `configs` is nothing that configs can come from.
   * @remedy Pass a path, a `file:` URL, an object, a model instance, a space, a function that gives one of these, or a `ConfigSource`. Await promises first.
   */
  E_BAD_SOURCE: never;
  /**
   * The path of a binding, as in `branchConfig(Model, 'a.b')`, leads nowhere in a config.
   * @remedy Mend the path, or the config; the message lists the keys that are there.
   */
  E_BIND: never;
  /**
   * With `merge: 'error'`, `fromModel` was given two values for one path.
   * @remedy Leave one out, or set `merge` to `override` or `extend`.
   */
  E_CONFLICT: never;
  /**
   * An object contains itself.
   * @remedy Give the config as plain data.
   */
  E_CYCLE: never;
  /**
   * Two configs of a pool are equal, so that each would be run twice.
   * @remedy Remove one; or set `duplicates: 'drop'`; or give both an `$id` for an A/A test.
   */
  E_DUPLICATE: never;
  /**
   * A value is an iterator, which can be read only once, or a list of a helper such as `grid` does not end.
   * @remedy Pass a list, or a function that gives the iterator.
   */
  E_DYNAMIC: never;
  /**
   * A directory or a glob has no file of configs.
   * @remedy Mend the path, or `baseDir`; names that begin with `.` or `_` do not count.
   */
  E_EMPTY_DIR: never;
  /**
   * A file holds no config.
   * @remedy Write one into it, or remove it. `{}` is an empty config.
   */
  E_EMPTY_FILE: never;
  /**
   * The sources of a pool gave no config, or `$exclude` left none.
   * @remedy Add a config, or narrow the patterns of `$exclude`.
   */
  E_EMPTY_POOL: never;
  /**
   * A file is not UTF-8.
   * @remedy Save it as UTF-8.
   */
  E_ENCODING: never;
  /**
   * `$env` names a variable that is not set, or is not written as a name with an optional default.
   * @remedy Set the variable, or write `{ $env: [NAME, default] }`.
   */
  E_ENV: never;
  /**
   * `$extends` names a file that is not there, may not be read, holds several configs, or extends itself.
   * @remedy Name one file with one config, by its path from the file that extends it.
   */
  E_EXTENDS: never;
  /**
   * `$file` names a file that is not there, or that may not be read.
   * @remedy Name a text file by its path from the file of the config.
   */
  E_FILE: never;
  /**
   * An `$id` has a form that ids cannot have, or is one id for many configs.
   * @remedy Begin with a letter or digit, go on with letters, digits and `._:-`, and leave the prefix `cfg_` out. In a matrix, put places for values into it: `search-{model}`.
   */
  E_ID: never;
  /**
   * Two different configs have one generated id. It takes about 2^40 configs to expect that.
   * @remedy Give one of them an `$id`.
   */
  E_ID_COLLISION: never;
  /**
   * Two configs with different content have one `$id`, so that their records could not be told apart.
   * @remedy Give each config an `$id` of its own.
   */
  E_ID_CONFLICT: never;
  /**
   * The operating system failed to read a file.
   * @remedy Look up the error number in the message, and mend the disk, the mount or the path.
   */
  E_IO: never;
  /**
   * A `.json` file is not JSON.
   * @remedy Mend it at the line and column of the message; comments and trailing commas are YAML.
   */
  E_JSON: never;
  /**
   * A key is a symbol, or one of `__proto__`, `constructor` and `prototype`.
   * @remedy Give the key another name.
   */
  E_KEY: never;
  /**
   * An operator such as `$grid` or `$range` is misspelt, stands where it cannot, or has options that make no sense.
   * @remedy Mend it as the message says. A key that begins with `$` and is data is written `$$key`.
   */
  E_MATRIX: never;
  /**
   * `$name`, `$description`, `$tags` or `$weight` has a value of a wrong kind.
   * @remedy Give texts for `$name` and `$description`, a list of texts for `$tags`, a number from 0 up for `$weight`.
   */
  E_METADATA: never;
  /**
   * A model cannot check configs: it is no class nor Standard Schema, has no rules, or hides nested values from its rules.
   * @remedy Decorate the class as the message says, or pass a Standard Schema.
   */
  E_MODEL: never;
  /**
   * A path ends with a slash and is a file.
   * @remedy Leave the last slash out.
   */
  E_NOT_A_DIRECTORY: never;
  /**
   * A path is a directory, a socket or a device where a file is expected.
   * @remedy Name a regular file.
   */
  E_NOT_A_FILE: never;
  /**
   * A path does not exist, or is a link to something that does not.
   * @remedy Mend the path. Relative ones start at `baseDir`, which is the working directory unless you set it.
   */
  E_NOT_FOUND: never;
  /**
   * A number cannot be kept as it is written: it has more digits than a number of JavaScript, or is infinite.
   * @remedy Quote it to keep it as text.
   */
  E_NUMBER: never;
  /**
   * An override names a pool or a path that there is not, or is written wrongly.
   * @remedy Mend the path. A path that no config has is written `+path`; another pool's is `pool:path=value`.
   */
  E_OVERRIDE: never;
  /**
   * A config is not a mapping.
   * @remedy Write keys and values at the root of the document, or a list of such mappings.
   */
  E_ROOT: never;
  /**
   * `$secret` names a secret that there is not.
   * @remedy Set the environment variable, or give the value by the `secrets` option.
   */
  E_SECRET: never;
  /**
   * A `ConfigSource`, or a function among the `configs`, threw or gave something else than documents.
   * @remedy Mend the source; the message has its error.
   */
  E_SOURCE: never;
  /**
   * A text has half of a surrogate pair in it, which is no character.
   * @remedy Cut texts between characters, not inside of them.
   */
  E_STRING: never;
  /**
   * A link leads back to itself.
   * @remedy Remove or mend the link.
   */
  E_SYMLINK_LOOP: never;
  /**
   * A file is larger than `maxFileBytes`.
   * @remedy Keep data in files of their own and refer to them with `$file`, or raise `maxFileBytes`.
   */
  E_TOO_LARGE: never;
  /**
   * A pool, a directory or a matrix has more than `maxConfigs` configs; or there are more problems than are told.
   * @remedy Vary less, take a part with `$pick`, or raise `maxConfigs`.
   */
  E_TOO_MANY: never;
  /**
   * A file has no extension of a configuration file.
   * @remedy Use `.yaml`, `.yml` or `.json`.
   */
  E_UNSUPPORTED: never;
  /**
   * A config breaks a rule of its model.
   * @remedy Mend the value at the line and column of the message, or the rule.
   */
  E_VALIDATION: never;
  /**
   * A value cannot be part of a config: a function, a hole in a list, something nested too deeply or too large, or a getter that throws.
   * @remedy Give plain data: texts, numbers, booleans, lists, mappings, dates.
   */
  E_VALUE: never;
  /**
   * A `.yaml` file is not YAML, or uses what configs cannot have, such as two equal keys.
   * @remedy Mend it at the line and column of the message.
   */
  E_YAML: never;
}

/** @internal */
export type ConfigIssueCode = keyof ConfigIssueCodes;
