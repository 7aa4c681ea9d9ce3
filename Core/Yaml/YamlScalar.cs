namespace BotBottle.Core.Yaml;

/// <summary>A scalar: a word, a number, a quoted or a block text.</summary>
/// <param name="Mark">Where it starts.</param>
/// <param name="Text">Its text, quotes and escapes resolved.</param>
/// <param name="IsPlain">True when it was written without quotes and not as a block.</param>
public sealed record YamlScalar(YamlMark Mark, string Text, bool IsPlain) : YamlNode(Mark)
{
    /// <summary>True for a key without a value, <c>~</c> and <c>null</c>: never taken for a text or a number.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Kind => IsNull ? "nothing" : Text.Length <= 40 ? $"'{Text}'" : "a text";
}
