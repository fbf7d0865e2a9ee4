using Parquet;

namespace SamHost.TestSupport;

/// <summary>A row of <c>examples.parquet</c>, read back.</summary>
internal sealed record ExampleRow(
    int Epoch, long Step, int Index, bool IsFlipped, int GivenLabel, int TrueLabel, double Loss, double Margin, double? Weight,
    double LogitWeight, double? GradientNorm);

/// <summary>Reads <c>examples.parquet</c>.</summary>
internal static class ExampleRows
{
    public static async Task<List<ExampleRow>> Read(string folder)
    {
        using var file = File.OpenRead(Path.Combine(folder, "examples.parquet"));
        await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: TestContext.Current.CancellationToken);
        var fields = reader.Schema.GetDataFields();
        Assert.Equal(
            ["epoch", "step", "index", "is_flipped", "given_label", "true_label", "loss", "margin", "weight", "logit_weight",
                "gradient_norm"],
            fields.Select(field => field.Name));

        var rows = new List<ExampleRow>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var count = (int)group.RowCount;
            var (epoch, step, index, flipped) = (await Column<int>(0), await Column<long>(1), await Column<int>(2), await Column<bool>(3));
            var (given, truth) = (await Column<int>(4), await Column<int>(5));
            var (loss, margin, logitWeight) = (await Column<double>(6), await Column<double>(7), await Column<double>(9));
            var (weight, norm) = (await Optional(8), await Optional(10));
            rows.AddRange(Enumerable.Range(0, count).Select(row =>
                new ExampleRow(
                    epoch[row], step[row], index[row], flipped[row], given[row], truth[row], loss[row], margin[row], weight[row],
                    logitWeight[row], norm[row])));

            async Task<T[]> Column<T>(int field)
                where T : struct
            {
                var values = new T[count];
                await group.ReadAsync<T>(fields[field], values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
                return values;
            }

            async Task<double?[]> Optional(int field)
            {
                var values = new double?[count];
                await group.ReadAsync(fields[field], values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
                return values;
            }
        }

        return rows;
    }
}
