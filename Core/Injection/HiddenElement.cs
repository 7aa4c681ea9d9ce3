namespace BotBottle.Core.Injection;

/// <summary>
/// Follows an HTML element from its attribute <c>style</c> to its end, and says which characters of its text are invisible. It takes an element without an end
/// tag (<c>img</c>) for the rest of its parent.
/// </summary>
internal sealed class HiddenElement
{
    private const int LongestDeclaration = 32;
    private const int LongestTag = 1024;
    private const int LongestName = 8;

    private static readonly string[] Void = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

    private readonly char[] _text = new char[LongestDeclaration];
    private int _length;
    private int _taken;
    private int _quote;
    private int _depth;
    private int _last;
    private bool _hides;
    private Part _part;

    private enum Part
    {
        BeforeEquals,
        BeforeValue,
        Value,
        RestOfTag,
        Text,
        TagName,
        Tag,
    }

    /// <summary>The effect of a character on the element.</summary>
    public enum Step
    {
        /// <summary>The element is over, or it is visible.</summary>
        Over,

        /// <summary>A part of a tag.</summary>
        Markup,

        /// <summary>A part of an invisible text.</summary>
        Hidden,
    }

    /// <summary>Begins behind the word <c>style</c>.</summary>
    public void Begin() => (_part, _length, _taken, _depth, _hides, _quote) = (Part.BeforeEquals, 0, 0, 0, false, 0);

    /// <summary>Takes the next character.</summary>
    public Step Take(int character)
    {
        _taken++;
        Step step = _part switch
        {
            Part.BeforeEquals => TakeBeforeEquals(character),
            Part.BeforeValue => TakeBeforeValue(character),
            Part.Value => TakeValue(character),
            Part.RestOfTag => TakeRestOfTag(character),
            Part.Text => TakeText(character),
            _ => TakeTag(character),
        };
        _last = character;
        return step;
    }

    private Step TakeBeforeEquals(int character)
    {
        _part = character == '=' ? Part.BeforeValue : Part.BeforeEquals;
        return character == '=' || IsWhite(character) ? InTag() : Step.Over;
    }

    private Step TakeBeforeValue(int character)
    {
        if (IsWhite(character))
        {
            return InTag();
        }
        _part = Part.Value;
        _quote = character is '"' or '\'' ? character : 0;
        return _quote != 0 ? InTag() : TakeValue(character);
    }

    private Step TakeValue(int character)
    {
        bool ends = _quote != 0 ? character == _quote : IsWhite(character) || character == '>';
        if (ends || character == ';')
        {
            _hides |= Hides(_text.AsSpan(0, _length));
            _length = 0;
        }
        else if (!IsWhite(character) && _length < LongestDeclaration)
        {
            _text[_length++] = character < 0x80 ? char.ToLowerInvariant((char)character) : '?';
        }
        if (!ends)
        {
            return InTag();
        }
        _part = character == '>' ? Part.Text : Part.RestOfTag;
        return _hides ? InTag() : Step.Over;
    }

    private Step TakeRestOfTag(int character)
    {
        if (character == '<' || (character == '>' && _last == '/'))
        {
            return Step.Over;
        }
        _part = character == '>' ? Part.Text : Part.RestOfTag;
        return InTag();
    }

    private Step TakeText(int character)
    {
        if (character != '<')
        {
            return Step.Hidden;
        }
        (_part, _length) = (Part.TagName, 0);
        return Step.Markup;
    }

    private Step TakeTag(int character)
    {
        if (_part == Part.TagName && _length < LongestName && (character == '/' || (character < 0x80 && char.IsAsciiLetterOrDigit((char)character))))
        {
            _text[_length++] = char.ToLowerInvariant((char)character);
            return Step.Markup;
        }
        _part = Part.Tag;
        if (character != '>')
        {
            return Step.Markup;
        }
        _part = Part.Text;
        ReadOnlySpan<char> name = _text.AsSpan(0, _length);
        if (name.StartsWith('/'))
        {
            return --_depth < 0 ? Step.Over : Step.Markup;
        }
        _depth += name.Length > 0 && _last != '/' && !IsVoid(name) ? 1 : 0;
        return Step.Markup;
    }

    private Step InTag() => _taken < LongestTag ? Step.Markup : Step.Over;

    private static bool IsWhite(int character) => character is ' ' or '\t' or '\n' or '\r' or '\f';

    private static bool IsVoid(ReadOnlySpan<char> name)
    {
        foreach (string known in Void)
        {
            if (name.SequenceEqual(known))
            {
                return true;
            }
        }
        return false;
    }

    private static bool Hides(ReadOnlySpan<char> declaration)
    {
        const string Size = "font-size:0";
        return declaration.StartsWith("display:none", StringComparison.Ordinal) || declaration.StartsWith("visibility:hidden", StringComparison.Ordinal)
            || (declaration.StartsWith(Size, StringComparison.Ordinal)
                && (declaration.Length == Size.Length || declaration[Size.Length] is not ('.' or (>= '0' and <= '9'))));
    }
}
