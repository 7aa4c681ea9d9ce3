namespace BotBottle.Controller.Definitions;

/// <summary>A variable that the operator or a definition gives to the agent's environment.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
/// <param name="Origin">Its place, for messages: <c>--env TOKEN</c>, <c>env: TOKEN of the bottle's definition</c>.</param>
internal readonly record struct GivenVariable(string Name, string Value, string Origin);
