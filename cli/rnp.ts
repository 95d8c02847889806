/** `npm run rnp -- ...`: the headless runner as a program. */
import { main } from './main';

await main(process.argv.slice(2));
