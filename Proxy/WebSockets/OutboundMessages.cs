using System.Buffers;
using BotBottle.Core.Dlp;
using BotBottle.Core.Settings;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.WebSockets;

/// <summary>
/// Looks into what a client sends on a WebSocket that is not metered. What is cleared goes on in frames of our own, fragments of the message that it was; what
/// is not ends the WebSocket before it goes on, and an operator may be asked for the next try. A message that fits into one read stays one frame.
/// </summary>
internal sealed class OutboundMessages(OutboundReview review, Exchange exchange, DlpDetectors detectors) : IMessageGate, IDisposable
{
    private const string Place = "WebSocket message";

    /// <summary>Smaller fragments wait for more.</summary>
    private const int FrameSize = 16 * 1024;

    private readonly DlpScan _scan = detectors.Rent();
    private readonly ArrayBufferWriter<byte> _held = new();

    // Of the message that is under way: a yes for one request is for one message here.
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
        if (piece.Ends || ready >= FrameSize)
        {
            await WriteAsync(piece, ready, onward).ConfigureAwait(false);
        }
        if (piece.Ends)
        {
            _scan.Reset();
            _taken.Clear();
            (_released, _begun) = (0, false);
        }
        return GateVerdict.Withhold;
    }

    // Pings are answered on each side here, so that a pong is nobody's; of a close the reason is text like any other.
    public bool LetsPass(WebSocketOpcode control, ReadOnlySpan<byte> payload) =>
        control == WebSocketOpcode.Ping || (control == WebSocketOpcode.Close && IsClean(detectors, payload));

    /// <summary>Whether a text that cannot wait for anybody holds nothing.</summary>
    public static bool IsClean(DlpDetectors detectors, ReadOnlySpan<byte> text) => detectors.Scan(text).All(finding => finding.Severity != DlpSeverity.Block);

    public void Dispose() => detectors.Return(_scan);

    private async ValueTask<bool> JudgeAsync(OutboundGuard guard, IReadOnlyList<DlpFinding> findings)
    {
        for (int i = 0; i < findings.Count; i++)
        {
            DlpFinding finding = findings[i];
            switch (await guard.JudgeAsync(finding, Place, canMask: true).ConfigureAwait(false))
            {
                case FindingAction.Refuse:
                    return false;
                case FindingAction.Mask when finding.Length > 0:
                    Written().Slice((int)(finding.Start - _released), finding.Length).Span.Fill((byte)'*');
                    break;
            }
        }
        return true;
    }

    // A turn a frame: a close or a pong may stand between two fragments.
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

    // The writer hands its memory out to read; it is ours to mask.
    private Memory<byte> Written() => System.Runtime.InteropServices.MemoryMarshal.AsMemory(_held.WrittenMemory);
}
