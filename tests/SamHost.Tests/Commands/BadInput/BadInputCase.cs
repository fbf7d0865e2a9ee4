using SamHost.Configuration;

namespace SamHost.Tests.Commands.BadInput;

/// <summary>Something that a user gets wrong.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Arguments">The command line.</param>
/// <param name="Says">What the message must hold: where it is, and what would be right.</param>
internal sealed record BadInputCase(string Name, string[] Arguments, params string[] Says)
{
    /// <summary>Files of the working directory.</summary>
    public Dictionary<string, byte[]> Files { get; init; } = [];

    /// <summary>An environment variable.</summary>
    public (string Name, string Value)? Variable { get; init; }

    public ExitCode Exit { get; init; } = ExitCode.Configuration;

    /// <summary>The number of lines on standard error.</summary>
    public int Lines { get; init; } = 1;

    /// <summary>Settings of the command line on top of the small study.</summary>
    public static BadInputCase Set(string name, string[] assignments, params string[] says) =>
        new(name, [.. assignments.SelectMany(assignment => new[] { "--set", assignment })], says);
}
