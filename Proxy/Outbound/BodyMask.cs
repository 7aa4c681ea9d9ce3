using BotBottle.Core.Dlp;
using BotBottle.Core.Scan;
using BotBottle.Core.Usage;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Masks findings in a body so that it stays the same JSON: a mask lies within one string, covers whole escapes and characters, and has the length of what it
/// covers. The same text is masked in the same way in each request, so that a provider's prompt cache still applies. It follows the body behind the search, and
/// keeps only the state of a scanner.
/// <code>
/// if (mask.Begin(body, finding) is null) { mask.Apply(body, finding); }
/// mask.Follow(body, cleared);                   // before bytes up to there are sent
/// </code>
/// </summary>
/// <param name="onlyJson">True if nothing may be masked in a body that is not JSON.</param>
internal sealed class BodyMask(bool onlyJson)
{
    private const string NotJson = "only values in JSON strings are masked";
    private const string Signed = "signed or encrypted content of the model cannot be masked: its provider refuses a change";
    private const string Name = "the name of a model is not masked";
    private const string TooLong = "the value is longer than the search covers, and may go on behind the mask";

    private readonly JsonScanner _scanner = new(MaskPlaces.Shape, new NoSink());
    private Rest _rest;
    private byte _filler = (byte)'*';
    private long _at;
    private long _start;
    private byte _nextFiller;
    private bool _isPlain;

    // The part behind a finding that is still to be masked.
    private enum Rest
    {
        None,
        Character,
        Text,
    }

    /// <summary>Follows the body up to the end of a finding.</summary>
    /// <returns>The reason why the finding cannot be masked; null if it can.</returns>
    public string? Begin(IMaskable body, DlpFinding finding)
    {
        Follow(body, finding.Start);
        _isPlain = _scanner.Status != JsonStatus.Open || (_scanner.Depth == 0 && !_scanner.IsInText);
        (_start, long end) = (_at, Math.Max(_at, finding.Start + finding.Length));
        while (_start < end && IsWithinCharacter(body.Read(_start, end)[0]))
        {
            Follow(body, ++_start);
        }
        // Backslashes before what follows the finding belong to it.
        while (end > _start && body.Read(end - 1, end)[0] == '\\')
        {
            end--;
        }
        (bool isText, int tag, int texts) = (_scanner.IsInText, _scanner.TextTag, _scanner.Texts);
        _nextFiller = tag == MaskPlaces.Base64 ? (byte)'A' : (byte)'*';
        Follow(body, end);
        return _isPlain ? onlyJson ? NotJson : finding.IsCut ? TooLong : null
            : !isText || !_scanner.IsInText || _scanner.Texts != texts ? NotJson
            : tag switch
            {
                MaskPlaces.Signed => Signed,
                MaskPlaces.Model => Name,
                _ => null,
            };
    }

    /// <summary>Masks the finding of the last <see cref="Begin"/>, and what belongs to it in the bytes that follow.</summary>
    public void Apply(IMaskable body, DlpFinding finding)
    {
        _filler = _nextFiller;
        body.Mask(_start, (int)(_at - _start), _filler);
        if (!_isPlain)
        {
            _rest = finding.IsCut || _rest == Rest.Text ? Rest.Text : Rest.Character;
        }
    }

    /// <summary>Starts another body.</summary>
    public void Reset()
    {
        _scanner.Reset();
        (_rest, _at) = (Rest.None, 0);
    }

    /// <summary>Follows the body to a place, and masks the rest of a finding up to there.</summary>
    public void Follow(IMaskable body, long to)
    {
        while (_at < to)
        {
            ReadOnlySpan<byte> bytes = body.Read(_at, to);
            if (_rest == Rest.None)
            {
                _scanner.Append(bytes);
                _at += bytes.Length;
                continue;
            }
            long from = _at;
            foreach (ref readonly byte next in bytes)
            {
                if (_rest == Rest.Character && !IsWithinCharacter(next))
                {
                    _rest = Rest.None;
                    break;
                }
                _scanner.Append(new ReadOnlySpan<byte>(in next));
                if (!_scanner.IsInText && (_scanner.Status != JsonStatus.Broken || next == '"'))
                {
                    _rest = Rest.None;
                    break;
                }
                _at++;
            }
            long masked = _at;
            // The string's end is read, and is not masked. Behind an invalid escape it is the next quote.
            _at += _rest == Rest.None && !_scanner.IsInText && masked < to ? 1 : 0;
            body.Mask(from, (int)(masked - from), _filler);
        }
    }

    private bool IsWithinCharacter(byte next) => _scanner.IsEscaping || (next & 0xC0) == 0x80;

    private sealed class NoSink : IJsonSink
    {
        public void Name(int tag, JsonSpelling spelling)
        {
        }

        public void Enter(int tag, bool isArray)
        {
        }

        public void Leave(int tag)
        {
        }

        public void Number(int tag, ReadOnlySpan<byte> digits)
        {
        }

        public void Text(int tag, ReadOnlySpan<byte> text, bool whole)
        {
        }

        public void TextLength(int tag, int bytes)
        {
        }

        public void Literal(int tag, JsonLiteral literal)
        {
        }
    }
}

/// <summary>Bytes of a body or a message that have arrived and are not sent yet.</summary>
internal interface IMaskable
{
    /// <summary>Returns bytes from a place on, as far as they are together in memory. They are valid until the next change.</summary>
    /// <param name="from">The offset of the first byte in the body.</param>
    /// <param name="to">The offset of the end; at least one byte is returned before it.</param>
    ReadOnlySpan<byte> Read(long from, long to);

    /// <summary>Overwrites bytes.</summary>
    /// <param name="start">The offset of the first byte in the body.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="filler">The byte to write.</param>
    void Mask(long start, int length, byte filler);
}
