using BotBottle.Core.Settings;

namespace BotBottle.Core.Dlp;

/// <summary>
/// Something that must not leave as it is. Findings of one text come in order of <see cref="Start"/>, and those of severity block never overlap: where two
/// matches do, the later one begins where the earlier ends. A finding of severity warn takes no bytes from another and may overlap.
/// </summary>
/// <param name="Kind">Which detector made it.</param>
/// <param name="Rule">The rule's id; the secret's name for a known one.</param>
/// <param name="Reason">What a refusal says it is.</param>
/// <param name="Severity">What it does.</param>
/// <param name="Start">Where it begins: bytes from the beginning of the text.</param>
/// <param name="Length">Its bytes. 0 for a known secret that lies within the finding before, which covers it.</param>
/// <param name="Context">What stands before it, cleaned and without other findings, the fixed prefix if its rule has one, and <c>***</c>.</param>
/// <param name="Fingerprint">HMAC-SHA256 of the decoded value (of the secret itself for a known one) under the detectors' key, in lower-case hex: one for all encodings.</param>
public sealed record DlpFinding(
    DlpKind Kind, string Rule, string Reason, DlpSeverity Severity, long Start, int Length, string Context, string Fingerprint);
