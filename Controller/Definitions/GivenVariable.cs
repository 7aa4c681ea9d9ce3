namespace BotBottle.Controller.Definitions;

/// <summary>A variable that the agent's environment gets from its operator or its definitions.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
/// <param name="Origin">Where it is written, for messages: <c>--env TOKEN</c>, <c>env: TOKEN of the bottle's definition</c>.</param>
internal readonly record struct GivenVariable(string Name, string Value, string Origin);
