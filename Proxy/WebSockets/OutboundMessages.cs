using System.Buffers;
using BotBottle.Core.Dlp;
using BotBottle.Core.Settings;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Searches the messages of a client on a WebSocket that is not metered. Cleared bytes are sent in the proxy's own frames, as fragments of the message. A
/// finding ends the WebSocket before it is sent, and an operator may be asked for the next try. A message that fits into one read stays one frame.
/// </summary>
internal sealed class OutboundMessages(OutboundReview review, Exchange exchange, DlpDetectors detectors) : IMessageGate, IMaskable, IDisposable
{
    private const string Place = "WebSocket message";

    /// <summary>Smaller fragments wait for more.</summary>
    private const int FrameSize = 16 * 1024;

    private readonly DlpScan _scan = detectors.Rent();
    private readonly ArrayBufferWriter<byte> _held = new();
    private readonly BodyMask? _mask = exchange.Guard!.Reactions.MayMask ? new BodyMask(onlyJson: !exchange.Guard.Reactions.IsWritten) : null;

    // For the current message: an approval for one request is valid for one message here.
    private readonly HashSet<string> _taken = [];
    private long _released;
    private bool _begun;

    public bool TakesTurns => true;

    public async ValueTask<GateVerdict> TakeAsync(MessagePiece piece, FrameSink onward)
    {
        _held.Write(piece.Data.Span);
        OutboundGuard guard = new(review, exchange, detectors) { MayWait = false, Taken = _taken };
        bool passes = await JudgeAsync(guard, _scan.Append(piece.Data.Span)).ConfigureAwait(false)
            && (!piece.Ends || await JudgeAsync(guard, _scan.Complete()).ConfigureAwait(false));
        if (!passes)
        {
            return GateVerdict.End(CloseCode.PolicyViolation, "Bot Bottle: DLP found data in this message that must not leave the bottle");
        }
        int ready = _held.WrittenCount - (piece.Ends ? 0 : _scan.Held);
        _mask?.Follow(this, _released + ready);
        if (piece.Ends || ready >= FrameSize)
        {
            await WriteAsync(piece, ready, onward).ConfigureAwait(false);
        }
        if (piece.Ends)
        {
            _scan.Reset();
            _mask?.Reset();
            _taken.Clear();
            (_released, _begun) = (0, false);
        }
        return GateVerdict.Withhold;
    }

    // The proxy itself responds to the pings of each side, so that pongs are not forwarded. The reason of a close is searched like any text.
    public bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload) =>
        control == WebSocketOpcode.Ping || (control == WebSocketOpcode.Close && IsClean(detectors, payload));

    /// <summary>True if a text that cannot wait for a decision contains no secret.</summary>
    public static bool IsClean(DlpDetectors detectors, ReadOnlySpan<byte> text) => detectors.Scan(text).All(finding => finding.Severity != DlpSeverity.Block);

    public ReadOnlySpan<byte> Read(long from, long to) => _held.WrittenSpan[(int)(from - _released)..(int)(to - _released)];

    public void Mask(long start, int length, byte filler) => Written().Slice((int)(start - _released), length).Span.Fill(filler);

    public void Dispose() => detectors.Return(_scan);

    private async ValueTask<bool> JudgeAsync(OutboundGuard guard, IReadOnlyList<DlpFinding> findings)
    {
        for (int i = 0; i < findings.Count; i++)
        {
            DlpFinding finding = findings[i];
            string? obstacle = finding.Severity == DlpSeverity.Block ? _mask?.Begin(this, finding) : null;
            switch (await guard.JudgeAsync(finding, new FindingPlace(Place, obstacle)).ConfigureAwait(false))
            {
                case FindingAction.Refuse:
                    return false;
                case FindingAction.Mask when finding.Length > 0:
                    _mask!.Apply(this, finding);
                    break;
            }
        }
        return true;
    }

    // One turn per frame: a close or a pong may stand between two fragments.
    private async ValueTask WriteAsync(MessagePiece piece, int ready, FrameSink onward)
    {
        await onward.EnterAsync().ConfigureAwait(false);
        try
        {
            onward.Begin(_begun ? WebSocketOpcode.Continuation : piece.Kind, piece.Ends, ready);
            await onward.WriteAsync(Written()[..ready], piece.Ends).ConfigureAwait(false);
            await onward.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            await onward.LeaveAsync().ConfigureAwait(false);
        }
        _begun = true;
        _released += ready;
        byte[] rest = _held.WrittenSpan[ready..].ToArray();
        _held.ResetWrittenCount();
        _held.Write(rest);
    }

    // The writer exposes its memory as read-only, but this class owns it and may mask in it.
    private Memory<byte> Written() => System.Runtime.InteropServices.MemoryMarshal.AsMemory(_held.WrittenMemory);
}
