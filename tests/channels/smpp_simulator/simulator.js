// An SMSC made of the npm package `smpp`: it takes messages, sends receipts, and goes wrong when told to.
// Commands come as JSON lines on stdin, each is answered by one JSON line on stdout. The first line out names the port.
'use strict';

const readline = require('readline');
const smpp = require('smpp');

const account = { user: 'court', password: 'secret08' };
const received = {}; // whole texts, and how often each was taken
const submits = []; // every submit_sm taken, as a reader of the protocol sees it
const halves = new Map(); // parts of long texts by receiver and reference
const pending = new Map(); // deliver_sm that nobody answered with ESME_ROK, by number
const sessions = new Set();
const state = { faults: [], every: 0, kinds: [], hold: false, quiet: false, state: 'DELIVRD', ids: 'same', form: 'text', binds: 0 };
let taken = 0;
let asked = 0;
let delivery = 0;

const fault = () => {
  asked += 1;
  if (state.faults.length) return state.faults.shift();
  return state.every && asked % state.every === 0 ? state.kinds[(asked / state.every) % state.kinds.length] : '';
};

const answeredId = (number) => (state.ids === 'decimal' ? number.toString(16) : String(number));
const receiptId = (number) => (state.ids === 'hex' ? number.toString(16).toUpperCase() : String(number));

function take(pdu) {
  taken += 1;
  const content = pdu.short_message.message ? pdu.short_message : pdu.message_payload;
  const udh = (content.udh || []).find((element) => element[0] === 0);
  submits.push({
    to: pdu.destination_addr, ton: pdu.dest_addr_ton, npi: pdu.dest_addr_npi, from: pdu.source_addr, coding: pdu.data_coding,
    esm: pdu.esm_class, receipt: pdu.registered_delivery, text: content.message, part: udh ? [udh[2], udh[3], udh[4]] : null,
  });
  if (!udh) {
    received[content.message] = (received[content.message] || 0) + 1;
    return taken;
  }
  const key = `${pdu.destination_addr}/${udh[2]}`;
  const parts = halves.get(key) || new Map();
  halves.set(key, parts.set(udh[4], content.message));
  if (parts.size === udh[3]) {
    const whole = [...parts.keys()].sort((a, b) => a - b).map((number) => parts.get(number)).join('');
    received[whole] = (received[whole] || 0) + 1;
    halves.delete(key);
  }
  return taken;
}

function deliver(number, options) {
  for (const session of sessions) {
    const went = session.deliver_sm({ ...options }, (answer) => {
      if (answer.command_status === smpp.ESME_RX_T_APPN) setTimeout(() => deliver(number, options), 50);
      else pending.delete(number);
    });
    if (went) return;
  }
}

function post(options) {
  delivery += 1;
  pending.set(delivery, options);
  if (!state.hold) deliver(delivery, options);
}

function report(pdu, number, end) {
  const id = receiptId(number);
  const said = `id:${id} sub:001 dlvrd:001 submit date:261114080000 done date:261114080105 stat:${end} err:0A1 Text:${'x'.repeat(20)}`;
  const options = { source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 4 };
  const states = { DELIVRD: 2, EXPIRED: 3, UNDELIV: 5, REJECTD: 8 };
  post(state.form === 'text' ? { ...options, short_message: Buffer.from(said) }
    : { ...options, short_message: Buffer.alloc(0), receipted_message_id: id, message_state: states[end] });
}

function submit(session, pdu) {
  const wrong = fault();
  const status = { throttle: smpp.ESME_RTHROTTLED, full: smpp.ESME_RMSGQFUL, vendor: 0x403 }[wrong]
    || (wrong.startsWith('ESME_') ? smpp[wrong] : 0);
  if (status) return session.send(pdu.response({ command_status: status }));
  if (wrong === 'cut') return session.destroy();
  const number = take(pdu);
  const answer = () => session.send(pdu.response({ message_id: answeredId(number) }));
  const end = wrong.startsWith('end:') ? wrong.slice(4) : state.state;
  if (wrong === 'early') report(pdu, number, end);
  if (wrong === 'cut_after') session.destroy();
  else if (wrong === 'slow') setTimeout(answer, 100);
  else if (wrong === 'early') setTimeout(answer, 20);
  else if (wrong !== 'silent') answer();
  if (wrong === 'none' || wrong === 'early') return null;
  if (wrong === 'late') return setTimeout(() => report(pdu, number, end), 300);
  report(pdu, number, end);
  if (wrong === 'twice') report(pdu, number, end);
  return null;
}

const server = smpp.createServer((session) => {
  session.on('error', () => sessions.delete(session));
  session.on('close', () => sessions.delete(session));
  session.on('bind_transceiver', (pdu) => {
    state.binds += 1;
    const status = pdu.system_id !== account.user ? smpp.ESME_RINVSYSID : pdu.password !== account.password ? smpp.ESME_RINVPASWD : 0;
    session.send(pdu.response({ command_status: status }));
    if (status) return;
    sessions.add(session);
    if (!state.hold) for (const [number, options] of pending) deliver(number, options);
  });
  session.on('submit_sm', (pdu) => submit(session, pdu));
  session.on('enquire_link', (pdu) => { if (!state.quiet) session.send(pdu.response()); });
  session.on('unbind', (pdu) => { sessions.delete(session); session.send(pdu.response()); session.close(); });
});

const commands = {
  set: (given) => Object.assign(state, given),
  received: () => ({ received, submits, taken, asked, pending: pending.size, binds: state.binds }),
  pending: () => ({ pending: pending.size }),
  texts: () => received,
  say: (given) => { for (const each of given.messages) post({ ...each, ...(each.hex ? { short_message: Buffer.from(each.hex, 'hex') } : {}) }); },
  release: () => { state.hold = false; for (const [number, options] of pending) deliver(number, options); },
  unbind: () => { for (const session of sessions) session.unbind(); },
  cut: () => { for (const session of sessions) session.destroy(); },
};

server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
readline.createInterface({ input: process.stdin })
  .on('line', (line) => { const given = JSON.parse(line); console.log(JSON.stringify(commands[given.do](given) || {})); })
  .on('close', () => process.exit());
