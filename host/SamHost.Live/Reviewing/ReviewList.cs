namespace SamHost.Live.Reviewing;

/// <summary>What the review page shows.</summary>
/// <param name="File">The name of the file that decisions are saved in.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Cut">How many of the examples the rule takes for suspects; those behind them are shown in case it took too few.</param>
/// <param name="Problem">Why the examples cannot be shown; null where they can.</param>
/// <param name="Examples">The examples, most suspicious first.</param>
internal sealed record ReviewList(
    string File, IReadOnlyList<string> Classes, int Cut, string? Problem, IReadOnlyList<ReviewState> Examples);

/// <summary>What is decided of an example.</summary>
/// <param name="Id">The example.</param>
/// <param name="Given">The label that it was given.</param>
/// <param name="Proposed">The label that the models propose; null where they propose none.</param>
/// <param name="Confidence">Its probability.</param>
/// <param name="Label">The label that it has in the file.</param>
/// <param name="Action">What the file says was done.</param>
/// <param name="IsByPerson">Whether a person decided.</param>
internal sealed record ReviewState(
    string Id, string Given, string? Proposed, double? Confidence, string Label, string Action, bool IsByPerson);

/// <summary>What an example looks like, and what the models say of it.</summary>
/// <param name="Picture">A data URI; null where it is no picture.</param>
/// <param name="Cells">The cells of its row; none where it is no row.</param>
/// <param name="Shares">The likeliest classes.</param>
internal sealed record ReviewedExample(string? Picture, IReadOnlyList<NamedCell> Cells, IReadOnlyList<ClassShare> Shares);

/// <summary>A cell of a row.</summary>
internal sealed record NamedCell(string Name, string Text);

/// <summary>A class with its probability by models that did not see the example.</summary>
internal sealed record ClassShare(string Name, double Probability);
