using System.Runtime.InteropServices;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>Bytes that wait until a descriptor takes them.</summary>
/// <param name="size">How many there are usually at the most.</param>
internal sealed class ByteQueue(int size)
{
    private byte[] _bytes = new byte[size];
    private int _start;
    private int _end;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>Whether more may be read.</summary>
    public bool HasRoom => _end - _start < size;

    /// <summary>Where the next bytes are read to; <see cref="Add(int)"/> then says how many.</summary>
    public Span<byte> Room()
    {
        Compact(1);
        return _bytes.AsSpan(_end);
    }

    /// <summary>Bytes were read to <see cref="Room"/>.</summary>
    public void Add(int read) => _end += read;

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Compact(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Writes what there is room for.</summary>
    /// <returns>False when the other side is gone.</returns>
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

    /// <summary>Takes all; valid until the next call.</summary>
    public ReadOnlySpan<byte> Take()
    {
        var all = _bytes.AsSpan(_start, _end - _start);
        Clear();
        return all;
    }

    /// <summary>Drops all.</summary>
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
