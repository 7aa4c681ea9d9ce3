using System.Runtime.InteropServices;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>Bytes that wait until a file descriptor takes them.</summary>
/// <param name="size">Usual upper bound of their number.</param>
internal sealed class ByteQueue(int size)
{
    private byte[] _bytes = new byte[size];
    private int _start;
    private int _end;

    /// <summary>True if no bytes wait.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>True if more may be read.</summary>
    public bool HasRoom => _end - _start < size;

    /// <summary>Gets the space for the next read; <see cref="Add(int)"/> then takes the number of bytes.</summary>
    public Span<byte> Room()
    {
        Compact(1);
        return _bytes.AsSpan(_end);
    }

    /// <summary>Adds the bytes that were read to <see cref="Room"/>.</summary>
    public void Add(int read) => _end += read;

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Compact(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Writes as many bytes as the file descriptor takes.</summary>
    /// <returns>False if the other side is closed.</returns>
    public bool WriteTo(SafeHandle handle)
    {
        while (!IsEmpty)
        {
            var written = Descriptors.TryWrite(handle, _bytes.AsSpan(_start, _end - _start));
            if (written <= 0)
            {
                return written != 0;
            }

            _start += written;
        }

        return true;
    }

    /// <summary>Takes all bytes; the result is valid until the next call.</summary>
    public ReadOnlySpan<byte> Take()
    {
        var all = _bytes.AsSpan(_start, _end - _start);
        Clear();
        return all;
    }

    /// <summary>Drops all bytes.</summary>
    public void Clear() => (_start, _end) = (0, 0);

    private void Compact(int more)
    {
        if (_bytes.Length - _end >= more)
        {
            return;
        }

        var length = _end - _start;
        var larger = _bytes.Length - length >= more ? _bytes : new byte[length + more];
        _bytes.AsSpan(_start, length).CopyTo(larger);
        (_bytes, _start, _end) = (larger, 0, length);
    }
}
