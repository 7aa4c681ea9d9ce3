using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace BotBottle.Core.WebSocket;

/// <summary>Checks bytes in pieces for UTF-8 (RFC 3629). A character may span pieces; the piece that shows an invalid one fails.</summary>
public struct Utf8Checker
{
    private uint _begun;
    private int _count;

    /// <summary>True if no character is incomplete, so that the text may end here.</summary>
    public readonly bool IsComplete => _count == 0;

    /// <summary>Checks the next piece. After false the text is invalid for good.</summary>
    public bool Append(ReadOnlySpan<byte> bytes)
    {
        while (_count > 0 && !bytes.IsEmpty)
        {
            if (Continue(bytes[0]) == OperationStatus.InvalidData)
            {
                return false;
            }

            bytes = bytes[1..];
        }

        int tail = TailLength(bytes);
        if (!Utf8.IsValid(bytes[..^tail]))
        {
            return false;
        }

        foreach (byte next in bytes[^tail..])
        {
            if (Continue(next) == OperationStatus.InvalidData)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds a byte to the incomplete character.</summary>
    private OperationStatus Continue(byte next)
    {
        _begun |= (uint)next << (8 * _count++);
        Span<byte> bytes = [(byte)_begun, (byte)(_begun >> 8), (byte)(_begun >> 16), (byte)(_begun >> 24)];
        var status = Rune.DecodeFromUtf8(bytes[.._count], out _, out _);
        if (status == OperationStatus.Done)
        {
            _begun = 0;
            _count = 0;
        }

        return status;
    }

    /// <summary>The number of bytes at the end that belong to an incomplete character.</summary>
    private static int TailLength(ReadOnlySpan<byte> bytes)
    {
        for (int length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            byte lead = bytes[^length];
            if (lead >= 0xC0)
            {
                return length < (lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2) ? length : 0;
            }

            if (lead < 0x80)
            {
                return 0;
            }
        }

        return 0;
    }
}
