namespace BotBottle.Core.Yaml;

/// <summary>A list.</summary>
/// <param name="Mark">Where it starts.</param>
/// <param name="Items">Its items, in order.</param>
public sealed record YamlList(YamlMark Mark, IReadOnlyList<YamlNode> Items) : YamlNode(Mark)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}
