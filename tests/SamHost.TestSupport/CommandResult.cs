using SamHost.Configuration;

namespace SamHost.TestSupport;

/// <summary>How a command ended, with what it wrote to standard output and standard error.</summary>
internal sealed record CommandResult(ExitCode Exit, string Output, string Errors)
{
    public IReadOnlyList<string> ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
