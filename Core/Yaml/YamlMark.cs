namespace BotBottle.Core.Yaml;

/// <summary>A place in a file; its text is the <c>file:line:column</c> that editors and terminals can jump to.</summary>
/// <param name="File">The file's name as the operator knows it.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct YamlMark(string File, int Line, int Column)
{
    /// <summary>A place on the command line, which has no lines.</summary>
    /// <param name="option">The option: <c>--bottle</c>.</param>
    public static YamlMark OfOption(string option) => new(option, 0, 0);

    /// <summary>Whether this is a place in a file.</summary>
    public bool IsInFile => Line > 0;

    /// <inheritdoc/>
    public override string ToString() => IsInFile ? $"{File}:{Line}:{Column}" : File;
}
