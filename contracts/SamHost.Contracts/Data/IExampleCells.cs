namespace SamHost.Contracts.Data;

/// <summary>Shows examples as the rows of the table that they come from. Called on any thread, a call at a time.</summary>
public interface IExampleCells
{
    /// <summary>The names of the columns, as the source has them.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The cells of some examples, as texts; an empty cell is null.</summary>
    /// <param name="places">The examples, each from 0 to N - 1.</param>
    /// <returns>A list for each example, in the order of <paramref name="places"/>, a cell for each of <see cref="Names"/>.</returns>
    IReadOnlyList<IReadOnlyList<string?>> Read(IReadOnlyList<int> places);
}
