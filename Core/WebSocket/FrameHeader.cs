using System.Buffers.Binary;

namespace BotBottle.Core.WebSocket;

/// <summary>The header of a frame (RFC 6455 section 5.2), as received.</summary>
/// <param name="Opcode">The type of frame.</param>
/// <param name="IsFinal">True for the last fragment of its message.</param>
/// <param name="Length">The payload's length in bytes.</param>
/// <param name="Mask">The masking key, as <see cref="FrameMask"/> uses it; null for an unmasked frame.</param>
public readonly record struct FrameHeader(WebSocketOpcode Opcode, bool IsFinal, long Length, uint? Mask)
{
    /// <summary>Length of the longest header in bytes.</summary>
    public const int MaxSize = 14;

    private const int Final = 0x80;
    private const int Reserved = 0x70;
    private const int Masked = 0x80;
    private const int Short = 126;
    private const int Long = 127;

    /// <summary>True for a close, a ping or a pong.</summary>
    public bool IsControl => Opcode >= WebSocketOpcode.Close;

    /// <summary>
    /// Reads a header. It reports a fault at the first wrong byte, so that the verdict does not depend on how the bytes arrive.
    /// </summary>
    /// <param name="bytes">The start of a frame, of which at most <see cref="MaxSize"/> bytes are read.</param>
    /// <param name="sender">The sender.</param>
    /// <param name="header">The header, if it is complete.</param>
    /// <param name="size">The header's length; 0 if more bytes are needed or there is a fault.</param>
    /// <returns><see cref="FrameFault.None"/> also if more bytes are needed.</returns>
    public static FrameFault Read(ReadOnlySpan<byte> bytes, WebSocketSide sender, out FrameHeader header, out int size)
    {
        header = default;
        size = 0;
        if (bytes.IsEmpty)
        {
            return FrameFault.None;
        }

        var opcode = (WebSocketOpcode)(bytes[0] & 0x0F);
        bool final = (bytes[0] & Final) != 0;
        var fault = CheckFirst(bytes[0], opcode, final);
        if (fault != FrameFault.None || bytes.Length == 1)
        {
            return fault;
        }

        bool masked = (bytes[1] & Masked) != 0;
        int form = bytes[1] & ~Masked;
        if (masked != (sender == WebSocketSide.Client))
        {
            return FrameFault.WrongMasking;
        }

        if (opcode >= WebSocketOpcode.Close && form > FrameLimits.Control)
        {
            return FrameFault.ControlTooLong;
        }

        int lengthSize = form switch { Short => 2, Long => 8, _ => 0 };
        int whole = 2 + lengthSize + (masked ? 4 : 0);
        if (bytes.Length < 2 + lengthSize)
        {
            return FrameFault.None;
        }

        ulong length = lengthSize switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            8 => BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]),
            _ => (ulong)form,
        };
        if ((lengthSize == 2 && length < Short) || (lengthSize == 8 && length is <= ushort.MaxValue or > long.MaxValue))
        {
            return FrameFault.InvalidLength;
        }

        if (bytes.Length < whole)
        {
            return FrameFault.None;
        }

        uint? mask = masked ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(2 + lengthSize)..]) : null;
        header = new FrameHeader(opcode, final, (long)length, mask);
        size = whole;
        return FrameFault.None;
    }

    /// <summary>Writes the header, its length in the shortest form.</summary>
    /// <param name="into">At least <see cref="MaxSize"/> bytes.</param>
    /// <returns>The header's length in bytes.</returns>
    public int Write(Span<byte> into)
    {
        into[0] = (byte)((IsFinal ? Final : 0) | (int)Opcode);
        int masked = Mask is null ? 0 : Masked;
        int size;
        switch (Length)
        {
            case < Short:
                into[1] = (byte)(masked | (int)Length);
                size = 2;
                break;
            case <= ushort.MaxValue:
                into[1] = (byte)(masked | Short);
                BinaryPrimitives.WriteUInt16BigEndian(into[2..], (ushort)Length);
                size = 4;
                break;
            default:
                into[1] = (byte)(masked | Long);
                BinaryPrimitives.WriteInt64BigEndian(into[2..], Length);
                size = 10;
                break;
        }

        if (Mask is { } mask)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(into[size..], mask);
            size += 4;
        }

        return size;
    }

    private static FrameFault CheckFirst(byte first, WebSocketOpcode opcode, bool final) => first switch
    {
        _ when (first & Reserved) != 0 => FrameFault.ReservedBits,
        _ when opcode is (> WebSocketOpcode.Binary and < WebSocketOpcode.Close) or > WebSocketOpcode.Pong => FrameFault.ReservedOpcode,
        _ when opcode >= WebSocketOpcode.Close && !final => FrameFault.FragmentedControl,
        _ => FrameFault.None,
    };
}
