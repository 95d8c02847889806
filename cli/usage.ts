/** What `rnp` prints when it is asked for help, or for nothing. */
export const USAGE = `Reconstructive Neuron Pruning without a page.

  npm run rnp -- run <preset | recipe.json | report.json | link | -> [options]
      one recipe, of RNP or of another defense; - reads it from stdin
      --method rnp | ft | fp | nad | ibau | anp | abl | nc-ft |
              nu-nc-ft | nu-nc-abl | nu-fp | rnp-ft
                                              another method on the same network, images, trigger and seed
      --model FILE --data FILE --test FILE    own network, defense images, test images; folders too,
      --poisoned FILE                         and ready poisoned test images; each option again for more files
      --trigger trigger.json                  the attacker's trigger, for the numbers of attack success:
                                              patch (rows, columns, values), blend (alpha, and image or seed),
                                              sinusoid, add, multiply (image: PNG or npy), each with its target
      --normalisation NAME --constants NAME --seed N --set group.option=value
                                              of other defenses method.options.epochs=5, shared.budget=0.01
      --backend wasm | cpu | webgpu           wasm by default; webgpu runs in a headless Chromium
      --threads N                             1 to 8; by default what suits this machine
      --out report.json                       instead of stdout
  npm run rnp -- detect <preset | recipe.json | report.json | link | -> [options]
      is the network backdoored? label, triggers and images, as it came and unlearned; the verdict goes to stderr
      --model, --data, --test, --poisoned, --trigger, --normalisation, --constants, --seed, --backend, --threads, --out
                                              as those of run
      --set detect.repairs=false --set detect.searched=unlearned --set search.rounds=20 --set strip.overlays=64
  npm run rnp -- train <attack | recipe.json | report.json | link> [options]
      plants a backdoor; cut off, it goes on after its last epoch
      --data FILE --test FILE                 own labelled images instead of the built-in ones
      --trigger trigger.json                  a trigger of your own
      --constants NAME --seed N --set attack.rate=0.05 --set train.epochs=5 --set data.images=10000
      --set network.width=8 --set network.architecture=vgg11 --set target=3 --set labels=all-to-all
      --out network.safetensors               the report goes to stdout
  npm run rnp -- inspect FILE...              what a network file holds, as JSON
  npm run rnp -- expand sweep.json            one recipe a line
      {"base": "badnets-16", "set": {"seed": [1, 2]}}, or
      {"networks": ["badnets-16"], "methods": ["rnp", "anp"], "seeds": [1, 2], "set": {"anp.method.options.iterations": [100, 300]}}
      --out FOLDER                            one file a recipe, network-method-seed-hash.json; prints their paths
  npm run rnp -- merge <report.json | folder>...
      reports of all methods as one table; of equal recipes on the same network the newest
      --rows runs | means                     means over seeds, with the lowest and the highest
      --format csv | json | markdown | latex --out FILE
  npm run rnp -- table adaptive [--show] [--only a,b] [--cases FOLDER]
  npm run rnp -- table attacks [--show] [--only a,b] [--seeds 1,2]
                                              RNP on every attack of the zoo, beside the paper's numbers
  npm run rnp -- table defenses [--show] [--only a,b] [--methods ft,anp] [--seeds 1,2] [--constants paper]
                                              the methods of table 2 on the networks of its twelve attacks
  npm run rnp -- table detection [--show] [--only a,b] [--seeds 1,2]
                                              which detector names the planted label, and what honest networks give
  npm run rnp -- record <preset>              the run that the first screen replays

Progress goes to stderr, results to stdout; \`npm run -s\` keeps npm's own lines out of them.
`;
