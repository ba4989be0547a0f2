// Reads a JSON array of texts on stdin, writes a JSON array: how many segments npm `sms-segments-calculator` counts for each.
'use strict';

const { SegmentedMessage } = require('sms-segments-calculator');

let given = '';
process.stdin.on('data', (chunk) => { given += chunk; });
process.stdin.on('end', () => {
  const counted = JSON.parse(given).map((text) => new SegmentedMessage(text, 'UCS-2').segmentsCount);
  process.stdout.write(JSON.stringify(counted));
});
