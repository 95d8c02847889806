/** What a researcher has on disk: other formats, files with a tensor missing, pictures by class, and files kept for the next visit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { dropFiles, fileAt, openReady, PATIENCE_MS, smallLink } from './visitor';

const fixture = (path: string) => fileAt(join(import.meta.dirname, '../fixtures', path));

test('an ONNX network says where its masks act, and the file doctor shows what is in it', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, [fixture('onnx/resnet-folded.onnx')]);
  const card = page.getByRole('main').getByRole('region', { name: 'Network', exact: true });
  await expect(card).toContainText('onnx', { timeout: PATIENCE_MS });
  await expect(card).toContainText(/no batch norm: masks act on the output channels of its \d+ convolutions/);
  await card.getByRole('button', { name: 'What is in the file' }).click();
  const doctor = page.getByRole('region', { name: 'File doctor: resnet-folded.onnx' });
  await expect(doctor).toContainText('The file describes its network itself', { timeout: PATIENCE_MS });
  await doctor.getByText(/All \d+ tensors of the file/).click();
  await expect(doctor.getByRole('columnheader', { name: 'Values' })).toBeVisible();
  await doctor.getByRole('button', { name: 'Close the file doctor' }).click();
  await expect(doctor).toBeHidden();
});

test('a tensor under a wrong name is found by the file doctor, put in its place, and the network opens', async ({
  page,
}) => {
  const bytes = readFileSync(join(import.meta.dirname, '../../public/zoo/badnets-8.safetensors'));
  bytes.write('"layer1.0.bn1.bite"', bytes.indexOf('"layer1.0.bn1.bias"'));
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, [{ name: 'renamed.safetensors', bytes }]);
  const doctor = page.getByRole('region', { name: 'File doctor: renamed.safetensors' });
  await expect(doctor).toContainText(/comes nearest to ResNet-18 \(CIFAR layout\), width 8 with 10 classes/, {
    timeout: PATIENCE_MS,
  });
  await doctor.getByLabel(/layer1\.0\.bn1\.bias/).selectOption('layer1.0.bn1.bite');
  await doctor.getByRole('button', { name: 'Open it so' }).click();
  const card = page.getByRole('main').getByRole('region', { name: 'Network', exact: true });
  await expect(card).toContainText('600 in 20 layers', { timeout: PATIENCE_MS });
  await expect(doctor).toBeHidden();
});

test('weights that Keras saved alone open by order; another architecture can be chosen, and is explained', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, [fixture('keras/weights-alone/resnet18.keras2.h5')]);
  const card = page.getByRole('main').getByRole('region', { name: 'Network', exact: true });
  await expect(card).toContainText('matched by order, not by name', { timeout: PATIENCE_MS });
  await expect(card).toContainText('A file of weights alone does not say');
  await card.getByRole('button', { name: 'What is in the file' }).click();
  const doctor = page.getByRole('region', { name: 'File doctor: resnet18.keras2.h5' });
  await expect(doctor).toContainText('All tensors of ResNet-18 (CIFAR layout), width 2 with 7 classes', {
    timeout: PATIENCE_MS,
  });
  await doctor.getByLabel('Architecture').selectOption('resnet-torchvision');
  await doctor.getByRole('button', { name: 'Examine so' }).click();
  await expect(doctor).toContainText('conv1.weight is 2x3x3x3 instead of 2x3x7x7', { timeout: PATIENCE_MS });
  await doctor.getByLabel('Architecture').selectOption('resnet-cifar');
  await doctor.getByRole('button', { name: 'Open it so' }).click();
  await expect(doctor).toBeHidden({ timeout: PATIENCE_MS });
  await expect(card).toContainText('150 in 20 layers');
});

test('pictures by class in a zip are resized for the network, and the card says so', async ({ page }) => {
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, [fixture('images/by-class.zip')]);
  // It holds training and test images, and serves as both.
  const uses = page.getByLabel('What by-class.zip is');
  await expect(uses).toHaveCount(2, { timeout: PATIENCE_MS });
  await expect(uses.first()).toHaveValue('defense');
  await expect(uses.last()).toHaveValue('test');
  const card = page.getByRole('main').getByRole('region', { name: 'Data', exact: true });
  await expect(card).toContainText(/Resized from .* to 32 × 32 pixels/, { timeout: PATIENCE_MS });
});

test('what was opened once is kept, and a link that names it opens it', async ({ page }) => {
  await openReady(page, smallLink({ place: 'start' }));
  const network = fileAt(
    join(import.meta.dirname, '../../public/zoo/badnets-8.safetensors'),
    'mine.safetensors',
  );
  // Pictures and their labels in two files are one set.
  await dropFiles(page, [network, fixture('images/pictures.npy'), fixture('images/targets.npy')]);
  await expect(page.getByText(/Kept on this computer/).locator('..')).toContainText('2 files', {
    timeout: PATIENCE_MS,
  });
  await page.getByRole('banner').getByRole('button', { name: 'Share' }).click();
  const link = await page.getByRole('textbox', { name: 'Link to this recipe' }).inputValue();
  await page.goto('about:blank');
  await page.goto(link);
  await page.getByRole('banner').getByRole('link', { name: 'Start' }).click();
  await expect(page.getByLabel('What mine.safetensors is')).toHaveValue('model', { timeout: PATIENCE_MS });
  await expect(page.getByLabel(/What pictures\.npy and 1 more is/)).toHaveValue('defense');
});
