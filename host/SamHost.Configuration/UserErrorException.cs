namespace SamHost.Configuration;

/// <summary>A mistake of the user: printed as its lines, without a stack trace, with an exit code of its own.</summary>
public sealed class UserErrorException(IReadOnlyList<string> problems, ExitCode exitCode = ExitCode.Configuration)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public UserErrorException(string problem)
        : this([problem])
    {
    }

    /// <summary>Every problem found, each a sentence that names its place.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>What the program ends with.</summary>
    public ExitCode ExitCode { get; } = exitCode;
}
