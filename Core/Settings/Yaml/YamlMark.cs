namespace BotBottle.Core.Settings.Yaml;

/// <summary>A place in a file; its text is the <c>file:line:column</c> that editors and terminals can jump to.</summary>
/// <param name="File">The file's name as the operator knows it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct YamlMark(string File, int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
