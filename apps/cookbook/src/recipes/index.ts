import type { Recipe } from '../recipe.interface.js';
import { hello } from './01-hello/hello.recipe.js';
import { pipeline } from './02-pipeline/pipeline.recipe.js';
import { awaitShadows } from './03-await-shadows/await-shadows.recipe.js';
import { gridRecipe } from './04-grid/grid.recipe.js';
import { typedConfig } from './05-typed-config/typed-config.recipe.js';
import { configPart } from './06-config-part/config-part.recipe.js';
import { yamlFiles } from './07-yaml-files/yaml-files.recipe.js';
import { dataset } from './08-dataset/dataset.recipe.js';
import { nested } from './09-nested/nested.recipe.js';
import { components } from './10-components/components.recipe.js';
import { summarizer } from './11-summarizer/summarizer.recipe.js';
import { stickyAb } from './12-sticky-ab/sticky-ab.recipe.js';
import { shadowTraffic } from './13-shadow-traffic/shadow-traffic.recipe.js';
import { downstream } from './14-downstream/downstream.recipe.js';
import { shadowGrid } from './15-shadow-grid/shadow-grid.recipe.js';
import { roundRobin } from './16-round-robin/round-robin.recipe.js';
import { bestOfN } from './17-best-of-n/best-of-n.recipe.js';
import { session } from './18-session/session.recipe.js';
import { shadowRewrite } from './19-shadow-rewrite/shadow-rewrite.recipe.js';
import { hedgedCall } from './20-hedged-call/hedged-call.recipe.js';
import { modelFallback } from './21-model-fallback/model-fallback.recipe.js';
import { tokenBudget } from './22-token-budget/token-budget.recipe.js';

/** Every recipe, under the name of its folder. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  '01-hello': hello,
  '02-pipeline': pipeline,
  '03-await-shadows': awaitShadows,
  '04-grid': gridRecipe,
  '05-typed-config': typedConfig,
  '06-config-part': configPart,
  '07-yaml-files': yamlFiles,
  '08-dataset': dataset,
  '09-nested': nested,
  '10-components': components,
  '11-summarizer': summarizer,
  '12-sticky-ab': stickyAb,
  '13-shadow-traffic': shadowTraffic,
  '14-downstream': downstream,
  '15-shadow-grid': shadowGrid,
  '16-round-robin': roundRobin,
  '17-best-of-n': bestOfN,
  '18-session': session,
  '19-shadow-rewrite': shadowRewrite,
  '20-hedged-call': hedgedCall,
  '21-model-fallback': modelFallback,
  '22-token-budget': tokenBudget,
};
