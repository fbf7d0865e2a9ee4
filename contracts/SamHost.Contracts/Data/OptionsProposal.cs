using System.Text.Json.Nodes;

namespace SamHost.Contracts.Data;

/// <summary>How a loader would read a file or folder.</summary>
/// <param name="Options">The options that are not at their defaults.</param>
/// <param name="Findings">Why they are these, a sentence each.</param>
public sealed record OptionsProposal(JsonObject Options, IReadOnlyList<string> Findings);
