using System.Text;

namespace BotBottle.Core.Http1;

/// <summary>
/// The header fields of one head, in order: a table of offsets into the head's memory. Lookups compare ASCII without case and allocate nothing. All results are
/// valid until the head is reset.
/// </summary>
public sealed class HeaderTable
{
    /// <summary>Maximum number of options in the Connection fields of a head: the maximum number of fields of a request.</summary>
    public const int MaxConnectionOptions = 100;

    private readonly HeadBuffer _buffer;
    private Entry[] _entries = new Entry[16];
    private Option[] _options = [];
    private int _optionCount;

    internal HeaderTable(HeadBuffer buffer) => _buffer = buffer;

    /// <summary>The number of fields.</summary>
    public int Count { get; private set; }

    /// <summary>The field at an index, from 0.</summary>
    public HeaderField this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var entry = _entries[index];
            return new HeaderField(_buffer.Slice(entry.Start, entry.NameLength), _buffer.Slice(entry.ValueStart, entry.ValueLength));
        }
    }

    /// <summary>Gets the value of the first field of this name; false if there is none.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var index = IndexOf(name, 0);
        value = index < 0 ? default : this[index].Value;
        return index >= 0;
    }

    /// <summary>The value of the first field of this name as text, one character per byte; null if there is none.</summary>
    public string? GetText(ReadOnlySpan<byte> name) => TryGet(name, out var value) ? Encoding.Latin1.GetString(value) : null;

    /// <summary>True if there is a field of this name.</summary>
    public bool Contains(ReadOnlySpan<byte> name) => IndexOf(name, 0) >= 0;

    /// <summary>The number of fields of this name.</summary>
    public int CountOf(ReadOnlySpan<byte> name)
    {
        var count = 0;
        for (var i = IndexOf(name, 0); i >= 0; i = IndexOf(name, i + 1))
        {
            count++;
        }

        return count;
    }

    /// <summary>True if a comma-separated list, over all fields of this name, has this token, ignoring case.</summary>
    public bool ListContains(ReadOnlySpan<byte> name, ReadOnlySpan<byte> token)
    {
        for (var i = IndexOf(name, 0); i >= 0; i = IndexOf(name, i + 1))
        {
            var list = this[i].Value;
            foreach (var range in list.Split((byte)','))
            {
                if (Ascii.EqualsIgnoreCase(HttpSyntax.TrimBlanks(list[range]), token))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// True if the Connection fields of a complete head name this option, ignoring case. It runs for every field, so the lists, which may be as long as a head,
    /// are parsed once.
    /// </summary>
    public bool HasConnectionOption(ReadOnlySpan<byte> option)
    {
        foreach (var known in _options.AsSpan(0, _optionCount))
        {
            if (known.Length == option.Length && Ascii.EqualsIgnoreCase(_buffer.Slice(known.Start, known.Length), option))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The index of the first field of this name at or after <paramref name="from"/>; -1 if there is none.</summary>
    public int IndexOf(ReadOnlySpan<byte> name, int from)
    {
        for (var i = from; i < Count; i++)
        {
            var entry = _entries[i];
            if (entry.NameLength == name.Length && Ascii.EqualsIgnoreCase(_buffer.Slice(entry.Start, entry.NameLength), name))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Overwrites a part of a field's value with asterisks.</summary>
    /// <param name="index">The field's index.</param>
    /// <param name="start">The offset of the part in the value.</param>
    /// <param name="length">The length in bytes; bytes beyond the value are ignored.</param>
    public void MaskValue(int index, int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        var entry = _entries[index];
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)entry.ValueLength, nameof(start));
        _buffer.Fill(entry.ValueStart + start, Math.Min(length, entry.ValueLength - start), (byte)'*');
    }

    /// <summary>The fields in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    internal void Clear()
    {
        Count = 0;
        _optionCount = 0;
    }

    /// <summary>Parses the Connection fields once all fields are there. Empty list members are ignored (RFC 9110 section 5.6.1).</summary>
    internal RejectionReason TakeConnectionOptions()
    {
        for (var i = IndexOf(FieldName.Connection, 0); i >= 0; i = IndexOf(FieldName.Connection, i + 1))
        {
            var list = this[i].Value;
            foreach (var range in list.Split((byte)','))
            {
                var option = HttpSyntax.TrimBlanks(list[range]);
                if (option.IsEmpty)
                {
                    continue;
                }

                if (_optionCount == MaxConnectionOptions)
                {
                    return RejectionReason.TooManyConnectionOptions;
                }

                if (_optionCount == _options.Length)
                {
                    Array.Resize(ref _options, Math.Max(4, _optionCount * 2));
                }

                list.Overlaps(option, out var at);
                _options[_optionCount++] = new Option(_entries[i].ValueStart + at, option.Length);
            }
        }

        return RejectionReason.None;
    }

    /// <summary>Parses one field line (RFC 9112 section 5), without its CRLF, in the head's memory.</summary>
    internal RejectionReason Add(int start, int length)
    {
        var line = _buffer.Slice(start, length);
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            return RejectionReason.FoldedField;
        }

        var colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            return RejectionReason.MissingColon;
        }

        if (!HttpSyntax.IsToken(line[..colon]))
        {
            return RejectionReason.InvalidFieldName;
        }

        var value = HttpSyntax.TrimBlanks(line[(colon + 1)..]);
        if (value.ContainsAnyExcept(HttpSyntax.Value))
        {
            return RejectionReason.InvalidFieldValue;
        }

        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        line[(colon + 1)..].Overlaps(value, out var blanks);
        _entries[Count++] = new Entry(start, colon, start + colon + 1 + blanks, value.Length);
        return RejectionReason.None;
    }

    private readonly record struct Option(int Start, int Length);

    private readonly record struct Entry(int Start, int NameLength, int ValueStart, int ValueLength);

    /// <summary>Enumerates the fields in order.</summary>
    public ref struct Enumerator
    {
        private readonly HeaderTable _table;
        private int _index;

        internal Enumerator(HeaderTable table)
        {
            _table = table;
            _index = -1;
        }

        /// <summary>The present field.</summary>
        public readonly HeaderField Current => _table[_index];

        /// <summary>Moves to the next field; false after the last.</summary>
        public bool MoveNext() => ++_index < _table.Count;
    }
}
