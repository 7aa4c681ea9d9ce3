using System.Buffers;
using BotBottle.Core.Dlp;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Looks into a request's body on its way out, as it is on the wire and, where it is coded, decoded beside it. It says how much at the end of what has come
/// must not go on yet (<see cref="Held"/>); the bytes themselves are the pump's.
/// </summary>
internal sealed class OutboundScreen : IDisposable
{
    private const string Place = "body";

    private readonly DlpDetectors _detectors;
    private readonly IFindingJudge _judge;
    private readonly ContentDecoders _decoders;
    private readonly DlpScan _scan;
    private readonly bool _canMask;
    private CodedScan? _coded;
    private bool _begun;

    /// <param name="detectors">What to look for.</param>
    /// <param name="judge">Says what becomes of what is found.</param>
    /// <param name="coding">The body's content coding.</param>
    /// <param name="decoders">Where decoders come from.</param>
    /// <param name="isSigned">Whether a digest or signature of the body goes along: then nothing in it can be masked.</param>
    public OutboundScreen(DlpDetectors detectors, IFindingJudge judge, ContentCoding coding, ContentDecoders decoders, bool isSigned)
    {
        _detectors = detectors;
        _judge = judge;
        _decoders = decoders;
        _scan = detectors.Rent();
        _canMask = !isSigned && coding == ContentCoding.Identity;
        if (coding != ContentCoding.Identity)
        {
            _begun = true;
            _coded = CodedScan.Open(detectors, coding, decoders, isDeclared: true);
        }
    }

    /// <summary>How many bytes at the end of what has come must not go on.</summary>
    public long Held => Math.Max(_scan.Held, _coded?.Held ?? 0);

    /// <summary>Looks at the next piece of the body, which the hold has. False when the request goes no further.</summary>
    public async ValueTask<bool> LookAsync(ReadOnlySequence<byte> piece, BodyHold hold)
    {
        if (!_begun && !piece.IsEmpty)
        {
            _begun = true;
            // A file that is gzip, whatever the request says of it.
            _coded = piece.FirstSpan is [0x1F, ..] ? CodedScan.Open(_detectors, ContentCoding.Gzip, _decoders, isDeclared: false) : null;
        }
        foreach (ReadOnlyMemory<byte> segment in piece)
        {
            if (!await JudgeAsync(_scan.Append(segment.Span), hold, _canMask).ConfigureAwait(false))
            {
                return false;
            }
            if (_coded is not null && !await JudgeCodedAsync(_coded.Append(segment.Span), hold).ConfigureAwait(false))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The body is complete. False when the request goes no further.</summary>
    public async ValueTask<bool> EndAsync(BodyHold hold) =>
        await JudgeAsync(_scan.Complete(), hold, _canMask).ConfigureAwait(false)
        && (_coded is null || await JudgeCodedAsync(_coded.Complete(), hold).ConfigureAwait(false));

    public void Dispose()
    {
        _detectors.Return(_scan);
        _coded?.Dispose();
    }

    private async ValueTask<bool> JudgeCodedAsync(IReadOnlyList<DlpFinding> findings, BodyHold hold)
    {
        if (!await JudgeAsync(findings, hold, canMask: false).ConfigureAwait(false))
        {
            return false;
        }
        if (_coded!.Problem is { } problem)
        {
            _judge.RefuseOpaque(Place, problem);
            return false;
        }
        return true;
    }

    private async ValueTask<bool> JudgeAsync(IReadOnlyList<DlpFinding> findings, BodyHold hold, bool canMask)
    {
        for (int i = 0; i < findings.Count; i++)
        {
            switch (await _judge.JudgeAsync(findings[i], Place, canMask).ConfigureAwait(false))
            {
                case FindingAction.Refuse:
                    return false;
                // A secret within a token has no bytes of its own: the token's mask covers it.
                case FindingAction.Mask when findings[i].Length > 0:
                    hold.Mask(findings[i].Start, findings[i].Length);
                    break;
            }
        }
        return true;
    }
}
