using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.Survey;

/// <summary>
/// Sixty points in two clouds, called <c>point-0</c> to <c>point-59</c>; the seed draws the fifteen that test. Who answered says what the
/// labels are, and nobody has looked whether that is right.
/// </summary>
public sealed class Survey(SurveyOptions options) : IDatasetLoader
{
    private const int Count = 60;
    private const int TestCount = 15;
    private const int Dimension = 4;

    public Dataset Load(DatasetRequest request)
    {
        var order = Enumerable.Range(0, Count).ToArray();
        new Random((int)(request.Seed % int.MaxValue)).Shuffle(order);
        return new Dataset(Part(order[TestCount..]), Part(order[..TestCount]), ["no", "yes"]);
    }

    private Examples Part(int[] rows)
    {
        var points = new float[Count, Dimension];
        var random = new Random(1);
        for (var row = 0; row < Count; row++)
            for (var column = 0; column < Dimension; column++)
                points[row, column] = (float)random.NextDouble() + (column == 0 ? row % 2 : 0);
        var chosen = tensor(rows.Select(row => (long)row).ToArray());
        return new Examples(tensor(points).index_select(0, chosen), tensor(rows.Select(row => (long)row % 2).ToArray()))
        {
            GivenLabels = options.BringsNoise ? tensor(rows.Select(row => row % 5 == 0 ? 1L - (row % 2) : row % 2).ToArray()) : null,
            AreLabelsVerified = options.AreLabelsVerified,
            Source = new ExampleSource([.. rows.Select(row => (long)row)], Count, [.. rows.Select(row => $"point-{row}")]),
        };
    }
}
