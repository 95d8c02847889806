/** Every format that opens and goes out, each with the one line that produces it. */

export interface FormatEntry {
  readonly term: string;
  readonly meaning: string;
  /** A line of Python; null where none is needed. */
  readonly line: string | null;
}

export const NETWORKS_IN: readonly FormatEntry[] = [
  {
    term: 'PyTorch',
    meaning:
      'A state dict, bare or under state_dict, net, model, netC and the like; new and old file format; half, bfloat16, double and whole numbers. BackdoorBench’s attack_result.pt too.',
    line: "torch.save(model.state_dict(), 'model.pth')",
  },
  {
    term: 'safetensors',
    meaning: 'The same tensors without a pickle.',
    line: "safetensors.torch.save_file(model.state_dict(), 'model.safetensors')",
  },
  {
    term: 'NumPy archive (.npz)',
    meaning: 'The same tensors as arrays.',
    line: "np.savez('model.npz', **{k: v.cpu().numpy() for k, v in model.state_dict().items()})",
  },
  {
    term: 'ONNX',
    meaning: 'Opset 7 to 21, batch norm kept or folded; external data dropped along with it.',
    line: "torch.onnx.export(model, torch.zeros(1, 3, 32, 32), 'model.onnx')",
  },
  {
    term: 'Keras (.keras, .h5)',
    meaning:
      'Layers and weights; models without code of their own. Weights alone (save_weights) go into an architecture below, by order.',
    line: "model.save('model.keras')",
  },
  {
    term: 'TensorFlow.js',
    meaning:
      'model.json with its shards, or one zip of them: layers models, and graph models of the usual operations.',
    line: "tensorflowjs.converters.save_keras_model(model, 'folder')",
  },
];

export const ARCHITECTURES_IN =
  'Files of tensors are recognised by keys and shapes, at any width, class count and with 1 or 3 channels: ResNet in the CIFAR and the torchvision layout, PreAct-ResNet-18, WRN, VGG with and without batch norm, MobileNet-V2, EfficientNet-B0. ONNX, Keras and TensorFlow.js files describe their network themselves.';

export const IMAGES_IN: readonly FormatEntry[] = [
  {
    term: 'CIFAR-10 and CIFAR-100',
    meaning: 'Binary files, Python batches, and the tar.gz they come in.',
    line: null,
  },
  {
    term: 'Pictures by class',
    meaning:
      'A folder or zip with one folder a class, or a CSV of names and labels; PNG, JPEG, WebP, BMP, PPM; the layout of the German traffic signs. Pixels are those of Pillow’s convert("RGB"): not turned by Exif, no colour profile, no opacity.',
    line: "picture.save(f'images/{label}/{number}.png')",
  },
  {
    term: 'Arrays (.npz, .npy)',
    meaning: 'Pictures and labels: bytes, or numbers from 0 to 1 or to 255.',
    line: "np.savez('images.npz', images=pixels, labels=labels)",
  },
];

export const OTHERS_IN: readonly FormatEntry[] = [
  {
    term: 'Masks (mask_values.txt)',
    meaning: 'Those of the authors’ code, or of a run here: the cut begins with them.',
    line: null,
  },
  { term: 'Recipes and reports', meaning: 'JSON of this playground, also out of a link.', line: null },
];

export const FORMATS_OUT =
  'Out of a run, under Share: the network as it came, unlearned, recovered or pruned, as PyTorch, safetensors, npz, ONNX (opset 17) or TensorFlow.js layers model; masks, CSV and PNG of every figure, report JSON.';
