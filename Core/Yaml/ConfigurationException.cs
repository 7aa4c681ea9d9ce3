namespace BotBottle.Core.Yaml;

/// <summary>
/// A configuration file is invalid. The message begins with <c>file:line:column</c> and names the error; the whole file is rejected.
/// </summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>An error at one place.</summary>
    /// <param name="mark">The place.</param>
    /// <param name="problem">The error, and a valid value.</param>
    /// <param name="cause">The underlying exception, if any.</param>
    public ConfigurationException(YamlMark mark, string problem, Exception? cause = null)
        : base($"{mark}: {problem}", cause)
    {
        Mark = mark;
        Problem = problem;
    }

    /// <summary>The place of the error.</summary>
    public YamlMark Mark { get; }

    /// <summary>The error without its place.</summary>
    public string Problem { get; }
}
