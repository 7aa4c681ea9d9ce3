using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads the payload of an event of InvokeModelWithResponseStream in pieces: <c>{"bytes":"BASE64","p":"padding"}</c>. The bytes are a document in the model's
/// own dialect, which is passed on as it is decoded.
/// </summary>
/// <param name="onward">Receives the decoded bytes.</param>
internal sealed class BedrockChunk(IByteSink onward) : IJsonSink
{
    private const int Bytes = 1;
    private const byte NoDigit = 0xFF;

    private static readonly JsonShape Shape = JsonShape.Of([new JsonPath("bytes", Bytes, JsonWant.Length)]);
    private static readonly byte[] Digits = MakeDigits();

    private readonly byte[] _decoded = new byte[1024];
    private JsonScanner? _scanner;
    private int _length;
    private uint _group;
    private int _digits;
    private int _padding;
    private int _texts;
    private bool _isEscaped;

    /// <summary>True after a payload that cannot be read: no JSON, no base64, or two documents.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>True if the present payload has a document.</summary>
    public bool HasDocument => _texts > 0;

    private JsonScanner Scanner => _scanner ??= new JsonScanner(Shape, this);

    /// <summary>Reads the next piece of the payload.</summary>
    public void Append(ReadOnlySpan<byte> json)
    {
        JsonScanner scanner = Scanner;
        while (!json.IsEmpty && !IsBroken)
        {
            // Outside of the text one byte at a time: it may be the one that begins it.
            int count = 1;
            if (scanner.TextTag == Bytes)
            {
                int end = json.IndexOfAny((byte)'"', (byte)'\\');
                count = _isEscaped || end == 0 ? 1 : end < 0 ? json.Length : end;
                Decode(json[..count]);
            }

            scanner.Append(json[..count]);
            json = json[count..];
        }

        Flush();
    }

    /// <summary>Ends the payload.</summary>
    public void End()
    {
        IsBroken |= Scanner.Status != JsonStatus.Done || (_digits & 3) != 0 || _texts > 1;
        Scanner.Reset();
        (_digits, _padding, _group, _texts, _isEscaped) = (0, 0, 0, 0, false);
    }

    void IJsonSink.Name(int tag, JsonSpelling spelling)
    {
    }

    void IJsonSink.Enter(int tag, bool isArray) => IsBroken = true;

    void IJsonSink.Leave(int tag)
    {
    }

    void IJsonSink.Number(int tag, ReadOnlySpan<byte> digits) => IsBroken = true;

    void IJsonSink.Text(int tag, ReadOnlySpan<byte> text, bool whole) => _texts++;

    void IJsonSink.TextLength(int tag, int bytes)
    {
    }

    void IJsonSink.Literal(int tag, JsonLiteral literal) => IsBroken = true;

    private void Decode(ReadOnlySpan<byte> text)
    {
        if (_isEscaped)
        {
            // Of all digits only the slash has an escape that writers use.
            IsBroken |= text[0] != (byte)'/';
            _isEscaped = false;
        }
        else if (text[0] is (byte)'"' or (byte)'\\')
        {
            _isEscaped = text[0] == (byte)'\\';
            return;
        }

        foreach (byte one in text)
        {
            byte digit = Digits[one];
            if (one == (byte)'=' && (_digits & 3) >= 2)
            {
                _padding++;
                digit = 0;
            }
            else if (digit == NoDigit || _padding > 0)
            {
                IsBroken = true;
                return;
            }

            _group = (_group << 6) | digit;
            if ((++_digits & 3) == 0)
            {
                EndGroup();
            }
        }
    }

    private void EndGroup()
    {
        if (_length + 3 > _decoded.Length)
        {
            Flush();
        }

        _decoded[_length] = (byte)(_group >> 16);
        _decoded[_length + 1] = (byte)(_group >> 8);
        _decoded[_length + 2] = (byte)_group;
        _length += 3 - _padding;
        _group = 0;
    }

    private void Flush()
    {
        if (_length > 0)
        {
            onward.Append(_decoded.AsSpan(0, _length));
        }

        _length = 0;
    }

    private static byte[] MakeDigits()
    {
        byte[] digits = new byte[256];
        Array.Fill(digits, NoDigit);
        ReadOnlySpan<byte> alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        for (int value = 0; value < alphabet.Length; value++)
        {
            digits[alphabet[value]] = (byte)value;
        }

        return digits;
    }
}
