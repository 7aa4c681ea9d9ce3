using System.Buffers;
using BotBottle.Core.Dlp;
using BotBottle.Core.Http1;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Sends a body with a content coding to a model provider, where finds are masked (spine step 9). It searches the text while the head and the coded bytes wait.
/// If nothing is masked, they go on as they came. Otherwise the text goes on, masked, without the coding: the coded bytes are decoded once more up to the place
/// that has been searched, and from there on as they arrive. A body with more coded bytes than may wait goes on as text, too, and so does deflate.
/// </summary>
internal sealed class DecodedPump : IRequestPump, IDisposable
{
    private readonly Exchange _exchange;
    private readonly PeerConnection _upstream;
    private readonly IFindingJudge _judge;
    private readonly ContentDecoder _decoder;
    private readonly OutboundScreen _screen;
    private readonly DlpScan _wire;
    private readonly BodyWriter _sink;
    private readonly HeldBytes _hold;
    private byte[] _kept = [];
    private int _keptLength;
    private bool _leavesWire;
    private bool _sendsText;

    // Places in the text: of the decoder, of the search, and of the first byte that waits in the hold.
    private long _at;
    private long _searched;
    private long _waiting;
    private volatile bool _needsClient = true;

    private DecodedPump(Exchange exchange, PeerConnection upstream, IFindingJudge judge, ContentDecoder decoder, ContentDecoders decoders, bool leavesWire)
    {
        _exchange = exchange;
        _upstream = upstream;
        _judge = judge;
        _decoder = decoder;
        _leavesWire = leavesWire;
        _screen = new OutboundScreen(judge.Detectors, judge, ContentCoding.Identity, decoders, isSigned: false);
        _wire = judge.Detectors.Rent();
        _sink = new BodyWriter(upstream, MessageFraming.Chunked);
        _hold = new HeldBytes(_sink);
    }

    public bool NeedsClient => _needsClient;

    /// <summary>Returns a pump for the exchange; null if its body has no coding that can be decoded, or nothing in it may be masked.</summary>
    public static DecodedPump? For(Exchange exchange, PeerConnection upstream, ContentDecoders decoders)
    {
        HeaderTable fields = exchange.Client.Head.Fields;
        ContentCoding coding = BodyCoding.Of(fields);
        return exchange.Framing.Kind != FramingKind.None && exchange.Verdict.Provider is not null && exchange.Guard is { Reactions.MayMask: true } guard
            && !BodyCoding.IsSigned(fields) && decoders.Open(coding) is { } decoder
                // Receivers take deflate with or without the head of zlib, and some bytes can be read both ways.
                ? new DecodedPump(exchange, upstream, guard, decoder, decoders, leavesWire: coding == ContentCoding.Deflate) : null;
    }

    public async ValueTask<RequestEnd> RunAsync()
    {
        using DecodedPump once = this;
        RequestEnd end = await SendAsync().ConfigureAwait(false);
        _needsClient = false;
        return end;
    }

    public void Dispose()
    {
        _judge.Detectors.Return(_wire);
        _screen.Dispose();
        _decoder.Dispose();
        _hold.Dispose();
        Return();
        _kept = [];
    }

    private ReadOnlyMemory<byte> Kept => _kept.AsMemory(0, _keptLength);

    private bool NeedsText => !_sendsText && (_leavesWire || _screen.HasMasked);

    private async ValueTask<RequestEnd> SendAsync()
    {
        BodyReader source = _exchange.Client.Body;
        BodyStep step;
        do
        {
            while (source.TryTake(out ReadOnlySequence<byte> content))
            {
                foreach (ReadOnlyMemory<byte> piece in content)
                {
                    if (await TakeAsync(piece).ConfigureAwait(false) is { } failure)
                    {
                        return failure;
                    }
                }
            }
            step = await BodyPump.NextAsync(source, _sink).ConfigureAwait(false);
        }
        while (step == BodyStep.More);

        return step == BodyStep.ReceiverGone || source.Fault == BodyFault.Stopped ? RequestEnd.UpstreamFailed
            : source.IsDone ? await EndAsync().ConfigureAwait(false) : RequestEnd.ClientFailed;
    }

    // Takes the next coded bytes; null for success.
    private async ValueTask<RequestEnd?> TakeAsync(ReadOnlyMemory<byte> piece)
    {
        if (!_sendsText)
        {
            if (!await JudgeAsync(_wire.Append(piece.Span)).ConfigureAwait(false))
            {
                return RequestEnd.Refused;
            }
            if (!Keep(piece.Span))
            {
                StartText();
                if (await DecodeAsync(Kept).ConfigureAwait(false) is { } failure)
                {
                    return failure;
                }
            }
        }
        return await DecodeAsync(piece).ConfigureAwait(false);
    }

    private async ValueTask<RequestEnd?> DecodeAsync(ReadOnlyMemory<byte> coded)
    {
        while (_decoder.TryNext(ref coded, out ReadOnlyMemory<byte> text))
        {
            long from = _at;
            _at += text.Length;
            if (from < _searched)
            {
                int due = (int)Math.Clamp(_waiting - from, 0, text.Length);
                if (due > 0 && !await _sink.WriteAsync(new ReadOnlySequence<byte>(text[..due])).ConfigureAwait(false))
                {
                    return RequestEnd.UpstreamFailed;
                }
                text = text[(int)Math.Min(text.Length, _searched - from)..];
            }
            if (text.IsEmpty)
            {
                continue;
            }
            _searched = _at;
            ReadOnlySequence<byte> content = new(text);
            _exchange.Gate?.ReadRequest(content, isDecoded: true);
            _hold.Add(content);
            if (!await _screen.LookAsync(content, _hold).ConfigureAwait(false))
            {
                return RequestEnd.Refused;
            }
            if (NeedsText)
            {
                // The kept bytes end with the ones that are being decoded.
                _hold.Keep();
                StartText();
                coded = Kept;
                continue;
            }
            long held = _exchange.Gate is { IsWhole: true } ? _hold.Length : _screen.Held;
            if (!_sendsText)
            {
                _hold.Drop(held);
            }
            else if (!await _hold.ReleaseAsync(held).ConfigureAwait(false))
            {
                return RequestEnd.UpstreamFailed;
            }
            _hold.Keep();
            if (_hold.Length > RequestPump.MostHeld)
            {
                return RequestEnd.ClientFailed;
            }
        }
        // Libraries judge some damaged data by the pieces in which it arrives. A hole in the text would join what was searched apart.
        return _decoder.Status == DecodeStatus.Open && _at >= _searched ? null
            : Refuse(_decoder.Status == DecodeStatus.TooLarge ? "exceeds the size limit when it is decoded" : "does not match its content coding");
    }

    private async ValueTask<RequestEnd> EndAsync()
    {
        if (!_decoder.Complete())
        {
            return Refuse("does not end with its content coding: the coded data ends early, or bytes follow it");
        }
        // The search ends before the admission is requested, so that a refused request takes no hold.
        if (!await _screen.EndAsync(_hold).ConfigureAwait(false)
            || (!_sendsText && !await JudgeAsync(_wire.Complete()).ConfigureAwait(false)))
        {
            return RequestEnd.Refused;
        }
        if (NeedsText)
        {
            StartText();
            if (await DecodeAsync(Kept).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
        }
        // There are few decoders with a wide window, and an admission may take minutes.
        _decoder.Dispose();
        if (_exchange.Gate is { } gate && !await gate.AdmitAsync().ConfigureAwait(false))
        {
            return RequestEnd.Refused;
        }
        _needsClient = false;
        return await CompleteAsync().ConfigureAwait(false) ? RequestEnd.Sent : RequestEnd.UpstreamFailed;
    }

    private async ValueTask<bool> CompleteAsync()
    {
        if (_sendsText)
        {
            return await _hold.ReleaseAsync(0).ConfigureAwait(false) && await _sink.EndAsync().ConfigureAwait(false);
        }
        RequestWriter.Write(_upstream.Output, _exchange);
        BodyWriter asReceived = new(_upstream, _exchange.Framing);
        return (_keptLength == 0 || await asReceived.WriteAsync(new ReadOnlySequence<byte>(Kept)).ConfigureAwait(false))
            && await asReceived.EndAsync().ConfigureAwait(false);
    }

    // From now on the text is sent. What is searched already and does not wait in the hold has to be decoded once more.
    private void StartText()
    {
        RequestWriter.WriteDecoded(_upstream.Output, _exchange);
        _decoder.Restart();
        (_sendsText, _at, _waiting) = (true, 0, _hold.Released);
    }

    // Some coded bytes are no text: the file's name in gzip, skippable frames of zstd. If something is found in them, they are not sent.
    private async ValueTask<bool> JudgeAsync(IReadOnlyList<DlpFinding> findings)
    {
        for (int i = 0; i < findings.Count; i++)
        {
            FindingAction action = await _judge.JudgeAsync(findings[i], new FindingPlace(OutboundScreen.Place, null)).ConfigureAwait(false);
            if (action == FindingAction.Refuse)
            {
                return false;
            }
            _leavesWire |= action == FindingAction.Mask;
        }
        return true;
    }

    private RequestEnd Refuse(string why)
    {
        _judge.RefuseOpaque(OutboundScreen.Place, why);
        return RequestEnd.Refused;
    }

    private bool Keep(ReadOnlySpan<byte> piece)
    {
        int length = _keptLength + piece.Length;
        if (length > RequestPump.MostHeld)
        {
            return false;
        }
        if (length > _kept.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(RequestPump.MostHeld, Math.Max(4 * 1024, 2 * length)));
            _kept.AsSpan(0, _keptLength).CopyTo(larger);
            Return();
            _kept = larger;
        }
        piece.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength = length;
        return true;
    }

    private void Return()
    {
        if (_kept.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_kept);
        }
    }
}
