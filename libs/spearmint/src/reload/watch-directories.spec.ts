import { expect, it, jest } from '@jest/globals';
import { WatchedPaths } from '../config/source/watched-paths.js';

it('without chokidar, says which package it takes', async () => {
  jest.unstable_mockModule('chokidar', () => {
    throw new Error("Cannot find package 'chokidar'");
  });
  const { watchDirectories } = await import('./watch-directories.js');
  await expect(
    watchDirectories('answers', new WatchedPaths(), () => undefined),
  ).rejects.toMatchObject({
    code: 'SPEARMINT_E_MISSING_WATCHER',
    message:
      'Pool "answers" is to be watched, which takes the package chokidar: npm install chokidar',
  });
});
