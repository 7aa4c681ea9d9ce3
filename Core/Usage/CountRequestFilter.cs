using BotBottle.Core.Providers;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Turns a model call's body, as it passes, into a body for the provider's count endpoint. It keeps, unchanged, the document's own members that the endpoint
/// accepts; the endpoint refuses others (<c>max_tokens</c>, <c>stream</c>). It expects a document that <see cref="RequestFactsReader"/> found complete, and
/// checks nothing again.
/// <para>
/// A member that a provider might read as an accepted one is kept in its spelling, so that it is counted or the count is refused: with an escape, in another
/// case, twice. A stored prompt is kept for the same reason: omitted input would be free input.
/// </para>
/// </summary>
/// <param name="format">The call's dialect.</param>
/// <param name="onward">Receives the body.</param>
public sealed class CountRequestFilter(CallFormat format, IByteSink onward)
{
    // The longest accepted name, with each letter written as an escape.
    private const int LongestName = 6 * 20;

    private static readonly byte[][] OfAnthropic = Names(
        "model", "messages", "system", "tools", "tool_choice", "thinking", "mcp_servers", "context_management", "output_config", "output_format");

    private static readonly byte[][] OfResponses = Names(
        "model", "input", "instructions", "prompt", "conversation", "previous_response_id", "parallel_tool_calls", "reasoning", "text", "tool_choice", "tools",
        "truncation");

    private readonly byte[][] _taken = format == CallFormat.AnthropicMessages ? OfAnthropic : OfResponses;
    private readonly byte[] _name = new byte[LongestName];
    private int _nameLength;
    private bool _isNameOdd;
    private int _depth;
    private bool _inText;
    private bool _escaped;
    private bool _isName;
    private bool _awaitsName;
    private bool _keeps;
    private bool _hasKept;

    /// <summary>Takes the next bytes of the call's body.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        int from = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte b = bytes[i];
            if (_inText)
            {
                TakeText(b);
                continue;
            }

            if (_depth == 1 && (b is (byte)',' or (byte)'}'))
            {
                Keep(bytes[from..i]);
                _keeps = false;
                _awaitsName = true;
            }

            switch (b)
            {
                case (byte)'"':
                    _inText = true;
                    _isName = _awaitsName;
                    _nameLength = 0;
                    _isNameOdd = false;
                    break;
                case (byte)':' when _awaitsName:
                    _awaitsName = false;
                    BeginMember();
                    from = i;
                    break;
                case (byte)'{' or (byte)'[':
                    if (_depth++ == 0)
                    {
                        _awaitsName = true;
                        onward.Append("{"u8);
                    }

                    break;
                case (byte)'}' or (byte)']':
                    if (--_depth == 0)
                    {
                        onward.Append("}"u8);
                    }

                    break;
            }
        }

        Keep(bytes[from..]);
    }

    private void TakeText(byte b)
    {
        if (_escaped)
        {
            _escaped = false;
        }
        else if (b == (byte)'"')
        {
            _inText = false;
            return;
        }
        else
        {
            _escaped = b == (byte)'\\';
        }

        if (_isName)
        {
            _isNameOdd |= b is (byte)'\\' or >= 0x80;
            if (_nameLength < LongestName)
            {
                _name[_nameLength] = b;
            }

            _nameLength++;
        }
    }

    private void BeginMember()
    {
        ReadOnlySpan<byte> name = _name.AsSpan(0, Math.Min(_nameLength, LongestName));
        if (_nameLength <= LongestName && (_isNameOdd || IsTaken(name)))
        {
            _keeps = true;
            onward.Append(_hasKept ? ",\""u8 : "\""u8);
            onward.Append(name);
            onward.Append("\""u8);
            _hasKept = true;
        }
    }

    private bool IsTaken(ReadOnlySpan<byte> name)
    {
        foreach (byte[] taken in _taken)
        {
            if (JsonNames.EqualFolded(name, taken))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[][] Names(params string[] names) => [.. names.Select(System.Text.Encoding.ASCII.GetBytes)];

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_keeps && !bytes.IsEmpty)
        {
            onward.Append(bytes);
        }
    }
}
