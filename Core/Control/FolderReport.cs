namespace BotBottle.Core.Control;

/// <summary>What was found in a folder that a run shares.</summary>
/// <param name="Path">Where; null for a summary of several.</param>
/// <param name="Message">For a person; paths in it are an agent's choice.</param>
/// <param name="Breach">True: the host's git would act for the agent. False: the operator should read it.</param>
public sealed record FolderReport(string? Path, string Message, bool Breach);
