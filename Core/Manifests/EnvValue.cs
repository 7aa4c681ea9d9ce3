namespace BotBottle.Core.Manifests;

/// <summary>The value of a variable in a manifest's <c>env</c>.</summary>
/// <param name="Text">The value, or the question.</param>
/// <param name="IsQuestion">True where it was written <c>"?question"</c>: the operator is asked at launch.</param>
public sealed record EnvValue(string Text, bool IsQuestion);
