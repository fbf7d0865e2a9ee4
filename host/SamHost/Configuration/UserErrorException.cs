namespace SamHost.Configuration;

/// <summary>A mistake of the user: printed as its lines, without a stack trace, with exit code 2.</summary>
public sealed class UserErrorException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public UserErrorException(string problem)
        : this([problem])
    {
    }

    /// <summary>Every problem found, each a sentence that names its place.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
