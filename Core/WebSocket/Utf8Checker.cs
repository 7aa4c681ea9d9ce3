using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace BotBottle.Core.WebSocket;

/// <summary>Checks that bytes which come in pieces are UTF-8 (RFC 3629): a character may lie across pieces, a wrong one is told in the piece that shows it.</summary>
public struct Utf8Checker
{
    private uint _begun;
    private int _count;

    /// <summary>Whether the text may end here: no character is half there.</summary>
    public readonly bool IsComplete => _count == 0;

    /// <summary>Checks the next piece. After false the text is lost.</summary>
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

    /// <summary>Adds a byte to the character that has begun.</summary>
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

    /// <summary>How many bytes at the end belong to a character that is not whole.</summary>
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
