namespace SamHost.Configuration;

/// <summary>Everything that is wrong with the settings, collected so that the user sees all of it at once.</summary>
public sealed class SettingsProblems
{
    private readonly List<string> _lines;

    /// <summary>None so far.</summary>
    public SettingsProblems()
        : this([])
    {
    }

    /// <summary>Those that were found already.</summary>
    /// <param name="lines">Each as in <see cref="Lines"/>.</param>
    public SettingsProblems(IEnumerable<string> lines) => _lines = [.. lines];

    /// <summary>A line for each problem, in the order found: <c>origin: path: message</c>.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>The number of problems.</summary>
    public int Count => _lines.Count;

    /// <summary>Adds a problem.</summary>
    /// <param name="path">The place in the settings, such as <c>Study:Epochs</c>, or in the file; empty for the whole of it.</param>
    /// <param name="origin">Where the setting was given (<see cref="SettingsNode.Origin"/>); may be empty.</param>
    /// <param name="message">What is wrong and what would be right.</param>
    public void Add(string path, string origin, string message) =>
        _lines.Add(string.Join(": ", new[] { origin, path, message }.Where(part => part.Length > 0)));

    /// <summary>Adds problems that were collected elsewhere.</summary>
    public void Add(SettingsProblems others) => _lines.AddRange(others.Lines);

    /// <summary>Adds problems that were collected elsewhere.</summary>
    public void Add(IEnumerable<string> lines) => _lines.AddRange(lines);

    /// <summary>Ends the collecting.</summary>
    /// <exception cref="UserErrorException">There are problems.</exception>
    public void ThrowIfAny()
    {
        if (_lines.Count > 0)
            throw new UserErrorException([.. _lines]);
    }
}
