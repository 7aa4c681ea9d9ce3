using System.Buffers;
using BotBottle.Core.Dlp;
using BotBottle.Core.Scan;
using BotBottle.Core.Settings;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Searches a request's body while it is sent: as it is on the wire and, if it is coded, decoded as well. <see cref="Held"/> is the number of bytes at the end
/// that must not be sent yet; the pump holds the bytes themselves.
/// </summary>
internal sealed class OutboundScreen : IDisposable
{
    /// <summary>The name of a body in findings and refusals.</summary>
    public const string Place = "body";

    private const string Coded = "a compressed body cannot be masked";
    private const string SignedBody = "the request has a signature or a digest of its body, which a mask would break";

    private readonly DlpDetectors _detectors;
    private readonly IFindingJudge _judge;
    private readonly ContentDecoders _decoders;
    private readonly DlpScan _scan;
    private readonly string? _obstacle;
    private readonly BodyMask? _mask;
    private CodedScan? _coded;
    private bool _begun;

    /// <param name="detectors">The detectors.</param>
    /// <param name="judge">Decides on the findings.</param>
    /// <param name="coding">The content coding of the body.</param>
    /// <param name="decoders">Opens decoders.</param>
    /// <param name="isSigned">True if the request has a digest or a signature of the body, so that nothing in it can be masked.</param>
    public OutboundScreen(DlpDetectors detectors, IFindingJudge judge, ContentCoding coding, ContentDecoders decoders, bool isSigned)
    {
        _detectors = detectors;
        _judge = judge;
        _decoders = decoders;
        _scan = detectors.Rent();
        _obstacle = coding != ContentCoding.Identity ? Coded : isSigned ? SignedBody : null;
        _mask = _obstacle is null && judge.Reactions.MayMask ? new BodyMask(onlyJson: !judge.Reactions.IsWritten) : null;
        if (coding != ContentCoding.Identity)
        {
            _begun = true;
            _coded = CodedScan.Open(detectors, coding, decoders, isDeclared: true);
        }
    }

    /// <summary>True if something in the body was masked.</summary>
    public bool HasMasked { get; private set; }

    /// <summary>The number of bytes at the end of the body so far that must not be sent yet.</summary>
    public long Held => Math.Max(_scan.Held, _coded?.Held ?? 0);

    /// <summary>Searches the next piece of the body, which is in the hold. False if the request is refused.</summary>
    public async ValueTask<bool> LookAsync(ReadOnlySequence<byte> piece, HeldBytes hold)
    {
        if (!_begun && !piece.IsEmpty)
        {
            _begun = true;
            // The body may be a gzip file, even if the request declares no coding.
            _coded = piece.FirstSpan is [0x1F, ..] ? CodedScan.Open(_detectors, ContentCoding.Gzip, _decoders, isDeclared: false) : null;
        }
        foreach (ReadOnlyMemory<byte> segment in piece)
        {
            if (!await JudgeAsync(_scan.Append(segment.Span), hold).ConfigureAwait(false)
                || (_coded is not null && !await JudgeCodedAsync(_coded.Append(segment.Span)).ConfigureAwait(false)))
            {
                return false;
            }
        }
        _mask?.Follow(hold, _scan.Total - _scan.Held);
        return true;
    }

    /// <summary>Ends the search when the body is complete. False if the request is refused.</summary>
    public async ValueTask<bool> EndAsync(HeldBytes hold)
    {
        if (!await JudgeAsync(_scan.Complete(), hold).ConfigureAwait(false)
            || (_coded is not null && !await JudgeCodedAsync(_coded.Complete()).ConfigureAwait(false)))
        {
            return false;
        }
        _mask?.Follow(hold, _scan.Total);
        return true;
    }

    public void Dispose()
    {
        _detectors.Return(_scan);
        _coded?.Dispose();
    }

    private async ValueTask<bool> JudgeCodedAsync(IReadOnlyList<DlpFinding> findings)
    {
        for (int i = 0; i < findings.Count; i++)
        {
            if (await _judge.JudgeAsync(findings[i], new FindingPlace(Place, Coded)).ConfigureAwait(false) == FindingAction.Refuse)
            {
                return false;
            }
        }
        if (_coded!.Problem is { } problem)
        {
            _judge.RefuseOpaque(Place, problem);
            return false;
        }
        return true;
    }

    private async ValueTask<bool> JudgeAsync(IReadOnlyList<DlpFinding> findings, HeldBytes hold)
    {
        for (int i = 0; i < findings.Count; i++)
        {
            DlpFinding finding = findings[i];
            string? obstacle = _obstacle ?? (finding.Severity == DlpSeverity.Block ? _mask?.Begin(hold, finding) : null);
            switch (await _judge.JudgeAsync(finding, new FindingPlace(Place, obstacle)).ConfigureAwait(false))
            {
                case FindingAction.Refuse:
                    return false;
                // A secret within a token has no bytes of its own; the token's mask covers it.
                case FindingAction.Mask when finding.Length > 0:
                    _mask!.Apply(hold, finding);
                    HasMasked = true;
                    break;
            }
        }
        return true;
    }
}
