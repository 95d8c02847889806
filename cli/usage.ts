/** What `rnp` prints when it is asked for help, or for nothing. */
export const USAGE = `Reconstructive Neuron Pruning without a page.

  npm run rnp -- run <preset | recipe.json | report.json | link> [options]
      --model FILE --data FILE --test FILE    own network, defense images, test images; folders too,
      --poisoned FILE                         and ready poisoned test images; each option again for more files
      --trigger trigger.json                  the attacker's trigger, for the numbers of attack success:
                                              patch (rows, columns, values), blend (alpha, and image or seed),
                                              sinusoid, add, multiply (image: PNG or npy), each with its target
      --normalisation NAME --constants NAME --seed N --set group.option=value
      --backend wasm | cpu | webgpu           wasm by default; webgpu runs in a headless Chromium
      --threads N                             1 to 8; by default what suits this machine
      --out report.json                       instead of stdout
  npm run rnp -- inspect FILE...              what a network file holds, as JSON
  npm run rnp -- expand sweep.json            one recipe a line
  npm run rnp -- table adaptive [--show] [--only a,b] [--cases FOLDER]
  npm run rnp -- table attacks [--show] [--only a,b] [--seeds 1,2]
                                              RNP on every attack of the zoo, beside the paper's numbers
  npm run rnp -- record <preset>              the run that the first screen replays

Progress goes to stderr, results to stdout; \`npm run -s\` keeps npm's own lines out of them.
`;
