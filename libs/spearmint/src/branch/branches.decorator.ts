import { createParamDecorator } from '@nestjs/common';
import type { BranchContainer } from './branch-container.js';
import { innermostFrame } from './context-storage.js';
import { NoContextError } from './no-context.error.js';

/**
 * Gives a handler the container of its request, which fills as branches start.
 *
 * @publicApi
 */
export const Branches: () => ParameterDecorator = createParamDecorator(
  (): BranchContainer => {
    const frame = innermostFrame();
    if (frame === undefined) throw new NoContextError('@Branches()');
    return frame.branches();
  },
);
